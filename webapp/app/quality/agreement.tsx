import { SimpleGrid, Text } from '@mantine/core';
import { alphaLabel, explanations, formatFigure } from './explanations.ts';
import type { Quality } from './query.ts';

type Figure = Quality['agreement']['alpha'];

/** The figures of agreement, each with its meaning or why it is undefined. */
export function Agreement({ of }: { of: Quality }) {
  const { agreement, workers } = of;
  const interval = agreement.alpha_interval;
  const alpha = agreement.alpha.value;
  const { cohen_linear, cohen_quadratic } = agreement;
  const weighted: [string, Figure][] = [
    ...(cohen_linear ? [['weighted by steps', cohen_linear] as [string, Figure]] : []),
    ...(cohen_quadratic ? [['by squared steps', cohen_quadratic] as [string, Figure]] : []),
  ];
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: workers === 2 ? 5 : 4 }} spacing="md">
      <Card
        name="Alpha"
        figure={agreement.alpha}
        description={explanations.alpha}
        beside={[
          ...(interval ? [`95 % between ${formatFigure(interval.low)} and ${formatFigure(interval.high)}`] : []),
          ...(alpha === null ? [] : [alphaLabel(alpha)]),
        ].join('; ')}
      />
      <Card name="Same answer" figure={agreement.pairwise} description={explanations.pairwise} />
      <Card name="Fleiss' kappa" figure={agreement.fleiss} description={explanations.fleiss} />
      {workers === 2 && (
        <Card
          name="Cohen's kappa"
          figure={agreement.cohen}
          description={explanations.cohen}
          beside={weighted
            .map(([name, { value }]) => `${value === null ? '–' : formatFigure(value)} ${name}`)
            .join('; ')}
        />
      )}
      <Card name="AC1" figure={agreement.ac1} description={explanations.ac1} />
    </SimpleGrid>
  );
}

function Card({
  name,
  figure,
  description,
  beside,
}: {
  name: string;
  figure: Figure;
  description: string;
  beside?: string;
}) {
  return (
    <section className="card" aria-label={name}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fz="1.75rem" lh={1.3} className="numbers">
        {figure.value === null ? 'Undefined' : formatFigure(figure.value)}
      </Text>
      {beside && (
        <Text size="sm" mb={4} className="numbers">
          {beside}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {figure.value === null ? figure.why : description}
      </Text>
    </section>
  );
}
