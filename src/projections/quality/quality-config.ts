import { z } from 'zod';
import { AskedQuestion, toQualityConfig } from './page-questions.ts';
import { QualityConfig } from './quality-keys.ts';

const Questions = z.array(AskedQuestion);

/** What a run's config says about figures, in its quality section or with its questions; empty where this version cannot read it. */
export function qualityConfigOf(config: Record<string, unknown> | undefined): QualityConfig {
  const section = QualityConfig.safeParse(config?.quality ?? {}).data ?? {};
  const asked = Questions.safeParse(config?.questions ?? []).data ?? [];
  if (asked.length === 0) return section;
  const ofQuestions = toQualityConfig(asked);
  return { ...ofQuestions, ...section, gold: goldOf(ofQuestions.gold, section.gold) };
}

type Gold = QualityConfig['gold'];

/** The gold answers of the questions with those of the section, which come first. */
function goldOf(ofQuestions: Gold, ofSection: Gold): Gold {
  if (typeof ofSection === 'string' || typeof ofQuestions !== 'object') return ofSection ?? ofQuestions;
  return { ...ofQuestions, ...ofSection };
}
