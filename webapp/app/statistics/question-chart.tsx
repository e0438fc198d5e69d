import { Text, Title } from '@mantine/core';
import type { z } from 'zod';
import type { statistics } from '../../../src/api/quality.ts';
import { barsOfBins } from '../charts/bins.ts';
import { ChartCard } from '../charts/chart-card.tsx';
import { HorizontalBars, UprightBars } from '../charts/lazy-charts.tsx';
import { formatCount } from '../review/labels.ts';

type Question = z.output<typeof statistics.reply>['questions'][number];

/** More bars would not be readable. */
const maxLabels = 25;

/** The distribution of the answers to one question: of labels, numbers, or lengths of texts. */
export function QuestionChart({ question }: { question: Question }) {
  const { label, kind, answers, labels, bins } = question;
  const counted = formatCount(answers, 'answer');
  if (labels && labels.length > 0) {
    const shown = labels.slice(0, maxLabels);
    const rest = labels.length > shown.length ? `; the ${shown.length} most frequent of ${labels.length}` : '';
    const isRating = kind === 'rating';
    const bars = (isRating ? shown.toSorted((one, other) => Number(one.label) - Number(other.label)) : shown).map(
      (each) => ({ name: each.label, value: each.count }),
    );
    return (
      <ChartCard
        title={label}
        description={`${counted}${kind === 'choices' ? ', with several labels each' : ''}${rest}.`}
        columns={['label', 'answers']}
        rows={labels.map((each) => [each.label, each.count])}
      >
        {isRating ? (
          <UprightBars bars={bars} counts="Answers" />
        ) : (
          <HorizontalBars bars={bars.map(({ name, value }) => ({ name, values: [value] }))} series={['Answers']} />
        )}
      </ChartCard>
    );
  }
  if (bins && bins.length > 0) {
    const across = kind === 'text' ? 'Characters' : undefined;
    return (
      <ChartCard
        title={label}
        description={kind === 'text' ? `${counted}, by their length in characters.` : `${counted}.`}
        columns={['from', 'to', 'answers']}
        rows={bins.map(({ from, to, count }) => [from, to, count])}
      >
        <UprightBars bars={barsOfBins(bins)} counts="Answers" across={across} />
      </ChartCard>
    );
  }
  return (
    <section className="card" aria-label={label}>
      <Title order={2} size="h3" className="anywhere">
        <bdi>{label}</bdi>
      </Title>
      <Text c="dimmed">{counted}; nothing to chart.</Text>
    </section>
  );
}
