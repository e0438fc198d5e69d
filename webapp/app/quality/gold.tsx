import { Text, Title } from '@mantine/core';
import { Figure } from '../overview/run-figures.tsx';
import { formatCount } from '../review/labels.ts';
import { percent } from './explanations.ts';
import type { Quality } from './query.ts';

type GoldFigures = NonNullable<Quality['gold']>;

/** How often results are correct on gold items. */
export function Gold({ gold }: { gold: GoldFigures }) {
  const words = (figure: GoldFigures['majority']) =>
    figure.value === null ? 'Undefined' : `${percent(figure.value)} correct`;
  const why = (figure: GoldFigures['majority']) => (figure.value === null ? figure.why : undefined);
  return (
    <section className="card" aria-labelledby="gold">
      <Title order={2} size="h3" id="gold">
        Gold items
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        How often the result is correct on the {formatCount(gold.items, 'gold item')}.
      </Text>
      <dl className="figures">
        <Figure name="Majority" description={why(gold.majority)}>
          {words(gold.majority)}
        </Figure>
        <Figure name="Aggregated" description={why(gold.aggregated)}>
          {words(gold.aggregated)}
        </Figure>
      </dl>
    </section>
  );
}
