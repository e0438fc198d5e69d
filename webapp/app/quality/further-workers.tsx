import type { Picture } from '../../../src/api/quality-sections.ts';
import { barsOfBins } from '../charts/bins.ts';
import { ChartCard } from '../charts/chart-card.tsx';
import { HeatMap } from '../charts/heat-map.tsx';
import { HorizontalBars, UprightBars } from '../charts/lazy-charts.tsx';
import { useWorkerTexts } from '../data/worker-names.ts';
import { maxBars, titled } from './further-words.ts';

type Of = { of: string | undefined };

/** How far the numbers of each worker are off. */
export function ErrorsOfWorkers({ workers, of }: Pick<Picture<'numbers'>, 'workers'> & Of) {
  const textOf = useWorkerTexts(workers.map(({ worker }) => worker));
  const shown = workers.filter(({ mae }) => mae !== null).slice(0, maxBars);
  return (
    <ChartCard
      title={titled('Mean error of each worker', of)}
      description={`The workers who are off the most${workers.length > shown.length ? ` (${shown.length} of ${workers.length})` : ''}.`}
      columns={['worker', 'answers', 'mean error', 'root mean square error', 'bias', 'correlation', 'worker id']}
      rows={workers.map((one) => [
        textOf(one.worker),
        one.answers,
        one.mae,
        one.rmse,
        one.bias,
        one.pearson,
        one.worker,
      ])}
    >
      <HorizontalBars
        bars={shown.map(({ worker, mae }) => ({ name: textOf(worker), values: [mae ?? 0] }))}
        series={['Mean error']}
      />
    </ChartCard>
  );
}

/** How far each pair of workers agrees. */
export function PairsOfWorkers({ picture: { workers, workers_total, pairs }, of }: { picture: Picture<'pairs'> } & Of) {
  const textOf = useWorkerTexts(workers);
  const known = new Map(
    pairs.flatMap(
      (pair) =>
        [
          [`${pair.one} ${pair.other}`, pair],
          [`${pair.other} ${pair.one}`, pair],
        ] as const,
    ),
  );
  const cells = workers.map((one) => workers.map((other) => known.get(`${one} ${other}`)));
  return (
    <ChartCard
      title={titled('Agreement of pairs of workers', of)}
      description={`The share of equal answers to the items that both answered${
        workers_total > workers.length
          ? `; the ${workers.length} workers with the most answers of ${workers_total}`
          : ''
      }. Empty where two have no item in common.`}
      columns={['worker', 'and', 'items', 'same', 'kappa', 'worker id', 'id of the other']}
      rows={pairs.map(({ one, other, items, same, kappa }) => [
        textOf(one),
        textOf(other),
        items,
        same,
        kappa,
        one,
        other,
      ])}
    >
      <HeatMap
        rows={workers.map(textOf)}
        columns={workers.map(textOf)}
        shares={cells.map((row) => row.map((pair) => (pair ? pair.same / pair.items : null)))}
        texts={cells.map((row) => row.map((pair) => (pair ? (pair.same / pair.items).toFixed(2) : '')))}
      />
    </ChartCard>
  );
}

/** Which side each worker chose. */
export function SidesOfWorkers({ workers, of }: Pick<Picture<'position'>, 'workers'> & Of) {
  const textOf = useWorkerTexts(workers.map(({ worker }) => worker));
  const shares = workers.flatMap(({ share }) => share ?? []);
  const bins = Array.from({ length: 10 }, (_, at) => ({
    ...{ from: at * 10, to: (at + 1) * 10 },
    // A share such as 3/10 must not fall below its bin by floating-point error.
    count: shares.filter((share) => Math.min(9, Math.floor(share * 10 + 1e-9)) === at).length,
  }));
  return (
    <ChartCard
      title={titled('Workers by how often they chose left', of)}
      description="Workers with six choices or more that were no tie; the table begins with the most one-sided ones."
      columns={['worker', 'left', 'right', 'ties', 'share left', 'by chance', 'worker id']}
      rows={workers.map((one) => [
        textOf(one.worker),
        one.left,
        one.right,
        one.ties,
        one.share,
        one.chance,
        one.worker,
      ])}
    >
      <UprightBars bars={barsOfBins(bins, ' %')} counts="Workers" across="Chose left" />
    </ChartCard>
  );
}
