import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Negotiator from 'negotiator';
import type { PageTexts } from '../api/worker-page.ts';
import { packageFolder } from './package.ts';

const folder = join(packageFolder, 'webapp/worker/languages');
const fallback = 'en';

const builtIn: Readonly<Record<string, PageTexts>> = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file.slice(0, -5), JSON.parse(readFileSync(join(folder, file), 'utf8')) as PageTexts]),
);

/** The English texts, which every language falls back to. */
export const englishTexts = builtIn[fallback] as PageTexts;

/** Whether a text is for links that lead nowhere, which no page of a run shows. */
export const isOfDeadLink = (key: string): boolean => /^link[A-Z]/.test(key);

/** The texts that a language tag stands for, and that tag. */
export type ChosenTexts = { lang: string; dir: 'ltr' | 'rtl'; texts: PageTexts };

/** Chooses by an `Accept-Language` header (RFC 9110, section 12.5.4) among our languages and those of a task. */
export function chooseTexts(accepted: string | undefined, own: Readonly<Record<string, PageTexts>> = {}): ChosenTexts {
  const available = [
    fallback,
    ...new Set([...Object.keys(own), ...Object.keys(builtIn)].filter((tag) => tag !== fallback)),
  ];
  const headers = { 'accept-language': accepted ?? fallback };
  const lang = new Negotiator({ headers }).language(available) ?? fallback;
  return { lang, dir: directionOf(lang), texts: { ...englishTexts, ...builtIn[lang], ...own[lang] } };
}

const languageTag = /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i;

/** The language that an `Accept-Language` header prefers to all others, as its tag; undefined if it names none. */
export const firstLanguage = (accepted: string | undefined): string | undefined =>
  accepted === undefined
    ? undefined
    : new Negotiator({ headers: { 'accept-language': accepted } }).languages().find((tag) => languageTag.test(tag));

const rightToLeft = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm']);
const directionOf = (lang: string) => (rightToLeft.has(new Intl.Locale(lang).maximize().script ?? '') ? 'rtl' : 'ltr');
