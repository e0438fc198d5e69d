import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../../../actors/refusal.ts';
import { chooseTexts } from '../../page-texts.ts';
import { htmlText } from '../../tasks/html-text.ts';
import { noticePage } from './html-page.ts';

/** Whether a browser shows the reply as a page: somebody follows a link, and no script asks. */
export const isNavigation = ({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers.accept?.includes('text/html') === true &&
  (headers['sec-fetch-mode'] ?? 'navigate') === 'navigate';

/** Whether a request is for a run, or for a host name that nothing has: only links for workers lead there. */
const isForWorkers = (url: string): boolean => /^\/@(run\/|nowhere)/.test(url);

/** Where the page of a run begins. */
const isStart = (url: string): boolean => /^\/@run\/[^/]+\/(task_index|welcome)?(\?|$)/.test(url);

/** The keys of a notice in the language files. */
type Notice = { title: string; text: string };

const titled = (text: string, title = `${text}Title`): Notice => ({ title, text });

/** The notices about links that do not say who somebody is. */
const aboutLinks: Readonly<Record<string, Notice>> = {
  'link/mangled': titled('linkMangled', 'linkNotValidTitle'),
  'link/no-worker-in-it': titled('linkMangled', 'linkNotValidTitle'),
  'link/not-offered': titled('linkNotOffered', 'linkNotValidTitle'),
  'link/other-run': titled('linkOtherRun', 'linkNotValidTitle'),
  'link/other-worker': titled('linkOtherWorker', 'linkNotValidTitle'),
  'link/names-worker': titled('linkNamesWorker', 'linkNotValidTitle'),
  'link/replaced': titled('invitationWithdrawn', 'linkNotValidTitle'),
  'link/expired': titled('invitationExpired', 'linkNotValidTitle'),
  'link/needed': titled('notInvited', 'linkNotValidTitle'),
  'work/not-invited': titled('notInvited', 'linkNotValidTitle'),
  'work/invitation-expired': titled('invitationExpired', 'linkNotValidTitle'),
  'work/invitation-withdrawn': titled('invitationWithdrawn', 'linkNotValidTitle'),
};

/** What a worker reads instead of a refusal, which is for programs and for whoever runs the study. */
function noticeFor({ code, status }: Refusal, url: string): Notice {
  const aboutLink = aboutLinks[code];
  if (aboutLink) return aboutLink;
  if (status === 429) return titled('linkTooOften');
  if (status >= 500) return titled('linkLater');
  if (code === 'run/unknown' || !url.startsWith('/@run/')) return titled('linkUnknown');
  return titled(status === 404 && isStart(url) ? 'linkMissing' : 'linkNoPage');
}

/** Answers a refused link of a worker with a page; undefined if the request came from a program, or for the app. */
export function sendWorkerRefusal(
  request: Pick<FastifyRequest, 'method' | 'headers' | 'url'>,
  reply: FastifyReply,
  refusal: Refusal,
): FastifyReply | undefined {
  if (!isForWorkers(request.url) || !isNavigation(request)) return undefined;
  const { title, text } = noticeFor(refusal, request.url);
  const { texts, ...language } = chooseTexts(request.headers['accept-language']);
  return reply
    .code(refusal.status)
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      vary: 'accept, accept-language, sec-fetch-mode',
      'x-refusal': refusal.code,
    })
    .type('text/html; charset=utf-8')
    .send(noticePage(texts[title] ?? '', htmlText(texts[text] ?? ''), language));
}
