import { z } from 'zod';
import { AskedQuestion, toQualityConfig } from './page-questions.ts';
import { QualityConfig } from './quality-keys.ts';

const Questions = z.array(AskedQuestion);

/** What a run's config says about figures, in its quality section or with its questions; empty where this version cannot read it. */
export function qualityConfigOf(config: Record<string, unknown> | undefined): QualityConfig {
  const section = QualityConfig.safeParse(config?.quality ?? {}).data ?? {};
  const asked = Questions.safeParse(config?.questions ?? []).data ?? [];
  return asked.length === 0 ? section : { ...toQualityConfig(asked), ...section };
}
