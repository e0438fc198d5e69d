import { Text, Title } from '@mantine/core';
import { Figure } from '../overview/run-figures.tsx';
import { countWords } from '../review/words.ts';
import { percent } from './explanations.ts';
import type { Quality } from './query.ts';

type GoldFigures = NonNullable<Quality['gold']>;

/** How often the answers come out right on items whose answer is known. */
export function Gold({ gold }: { gold: GoldFigures }) {
  const words = (figure: GoldFigures['majority']) => (figure.value === null ? 'Undefined' : percent(figure.value));
  const why = (figure: GoldFigures['majority']) => (figure.value === null ? figure.why : undefined);
  return (
    <section className="card" aria-labelledby="gold">
      <Title order={2} size="h3" id="gold">
        Items with a known answer
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        How often the result is right on the {countWords(gold.items, 'item')} that were settled beforehand.
      </Text>
      <dl className="figures">
        <Figure name="Majority" says={why(gold.majority)}>
          {words(gold.majority)}
        </Figure>
        <Figure name="As brought together" says={why(gold.aggregated)}>
          {words(gold.aggregated)}
        </Figure>
      </dl>
    </section>
  );
}
