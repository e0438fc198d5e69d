import type { Confusion, Picture, SectionName } from '../../../src/api/quality-sections.ts';
import { axisFormat } from '../charts/axis-format.ts';
import { barsOfBins } from '../charts/bins.ts';
import { ChartCard } from '../charts/chart-card.tsx';
import { HeatMap } from '../charts/heat-map.tsx';
import { CurveLines, HorizontalBars, UprightBars } from '../charts/lazy-charts.tsx';
import { formatNumber } from './further-words.ts';

type Of = { of: string | undefined };
type Props<Name extends SectionName> = { picture: Picture<Name> } & Of;

const titled = (title: string, of: string | undefined) => (of ? `${title}, ${of}` : title);

/** The picture of further figures; each has its numbers below it. */
export function FurtherPictures({ show, picture, of }: { show: SectionName; picture: Picture<SectionName> } & Of) {
  switch (show) {
    case 'agreement':
      return null;
    case 'numbers':
      return <Numbers picture={picture as Picture<'numbers'>} of={of} />;
    case 'classes':
      return <Classes picture={picture as Picture<'classes'>} of={of} />;
    case 'pairs':
      return <Pairs picture={picture as Picture<'pairs'>} of={of} />;
    case 'enough':
      return <Enough picture={picture as Picture<'enough'>} of={of} />;
    case 'calibration':
      return <Calibration picture={picture as Picture<'calibration'>} of={of} />;
    case 'over-time':
      return <OverTime picture={picture as Picture<'over-time'>} of={of} />;
    case 'position':
      return <Position picture={picture as Picture<'position'>} of={of} />;
  }
}

/** More bars would not be readable. */
const maxBars = 15;

function Numbers({ picture: { workers, items, items_total }, of }: Props<'numbers'>) {
  const shown = workers.filter(({ mae }) => mae !== null).slice(0, maxBars);
  return (
    <div className="stack">
      <ChartCard
        title={titled('Mean error of each worker', of)}
        description={`The workers who are off the most${workers.length > shown.length ? ` (${shown.length} of ${workers.length})` : ''}.`}
        columns={['worker', 'answers', 'mean error', 'root mean square error', 'bias', 'correlation']}
        rows={workers.map((one) => [one.worker, one.answers, one.mae, one.rmse, one.bias, one.pearson])}
      >
        <HorizontalBars
          bars={shown.map(({ worker, mae }) => ({ name: worker, values: [mae ?? 0] }))}
          series={['Mean error']}
        />
      </ChartCard>
      <ChartCard
        title={titled('Items whose numbers are spread the most', of)}
        description={`The standard deviation of the numbers given for an item${items_total > maxBars ? ` (${maxBars} of ${items_total} items)` : ''}.`}
        columns={['item', 'answers', 'mean', 'median', 'standard deviation', 'known answer']}
        rows={items.map((one) => [one.item, one.answers, one.mean, one.median, one.deviation, one.gold])}
      >
        <HorizontalBars
          bars={items.slice(0, maxBars).map(({ item, deviation }) => ({ name: item, values: [deviation ?? 0] }))}
          series={['Standard deviation']}
        />
      </ChartCard>
    </div>
  );
}

function Classes({ picture: { labels, answers, aggregated, reference }, of }: Props<'classes'>) {
  const against = reference === 'gold' ? 'known answers' : 'aggregated answers';
  const card = (title: string, { counts, classes }: Confusion) => (
    <ChartCard
      title={titled(title, of)}
      description={`Rows are ${against}, columns what was given; the shade is the share of the row.`}
      columns={['right', 'precision', 'recall', 'F1', ...labels.map((label) => `given ${label}`)]}
      rows={classes.map((one, at) => [one.label, one.precision, one.recall, one.f1, ...(counts[at] ?? [])])}
    >
      <HeatMap
        rows={labels}
        columns={labels}
        shares={counts.map((row, at) => row.map((count) => (classes[at]?.right ? count / classes[at].right : null)))}
        texts={counts.map((row) => row.map((count) => (count > 0 ? String(count) : '')))}
        across="Given"
      />
    </ChartCard>
  );
  return (
    <div className="stack">
      {card('Confusion of single answers', answers)}
      {aggregated && card('Confusion of aggregated answers', aggregated)}
    </div>
  );
}

function Pairs({ picture: { workers, workers_total, pairs }, of }: Props<'pairs'>) {
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
      columns={['worker', 'and', 'items', 'same', 'kappa']}
      rows={pairs.map(({ one, other, items, same, kappa }) => [one, other, items, same, kappa])}
    >
      <HeatMap
        rows={workers}
        columns={workers}
        shares={cells.map((row) => row.map((pair) => (pair ? pair.same / pair.items : null)))}
        texts={cells.map((row) => row.map((pair) => (pair ? (pair.same / pair.items).toFixed(2) : '')))}
      />
    </ChartCard>
  );
}

function Enough({ picture: { points, reference, items }, of }: Props<'enough'>) {
  const right = reference === 'gold' ? 'Right' : 'Same as of all answers';
  return (
    <ChartCard
      title={titled('How many answers are enough', of)}
      description={`The majority of so many answers, drawn from those to ${items} items; dashed, how reliable so many answers are together by the Spearman–Brown formula.`}
      columns={['answers', right.toLowerCase(), '95 % from', 'to', 'reliability']}
      rows={points.map((one) => [one.answers, one.right, one.low, one.high, one.reliability])}
    >
      <CurveLines
        points={points.map(({ answers, right: share, reliability }) => ({ x: answers, values: [share, reliability] }))}
        series={[{ name: right }, { name: 'Reliability', isDashed: true }]}
        across="Answers to an item"
        bounds={[0, 1]}
      />
    </ChartCard>
  );
}

function Calibration({ picture: { bins }, of }: Props<'calibration'>) {
  return (
    <ChartCard
      title={titled('Calibration', of)}
      description="How often aggregated answers are right, by their probability; dashed, what they would be if each were right as often as it says."
      columns={['probability from', 'to', 'items', 'mean probability', 'right', '95 % from', '95 % to']}
      rows={bins.map((one) => [one.from, one.to, one.items, one.said, one.right, one.low, one.high])}
    >
      <CurveLines
        points={bins.map(({ said, right }) => ({ x: formatNumber(said), values: [right, said] }))}
        series={[{ name: 'Right' }, { name: 'Probability', isDashed: true }]}
        across="Mean probability"
        bounds={[0, 1]}
      />
    </ChartCard>
  );
}

function OverTime({ picture: { parts, places }, of }: Props<'over-time'>) {
  const momentOf = axisFormat(parts[0]?.from, parts.at(-1)?.to);
  const hasRight = [...parts, ...places].some(({ right }) => right !== null);
  const series = [{ name: 'Agree with the majority of the others' }, ...(hasRight ? [{ name: 'Right' }] : [])];
  const values = ({ agree, right }: { agree: number | null; right: number | null }) =>
    hasRight ? [agree, right] : [agree];
  return (
    <div className="stack">
      <ChartCard
        title={titled('Agreement over the run', of)}
        description="All answers in order, in parts of equal size."
        columns={['from', 'to', 'answers', 'agree', 'right', 'median seconds']}
        rows={parts.map((one) => [one.from, one.to, one.answers, one.agree, one.right, one.seconds])}
      >
        <CurveLines
          points={parts.map((one) => ({ x: momentOf(Date.parse(one.from)), values: values(one) }))}
          series={series}
          across="From"
          bounds={[0, 1]}
        />
      </ChartCard>
      <ChartCard
        title={titled("Agreement over each worker's answers", of)}
        description="By how many answers a worker had given before."
        columns={['from the', 'to the', 'answers', 'agree', 'right', 'median seconds']}
        rows={places.map((one) => [one.from, one.to, one.answers, one.agree, one.right, one.seconds])}
      >
        <CurveLines
          points={places.map((one) => ({
            x: one.from === one.to ? `${one.from}` : `${one.from}–${one.to}`,
            values: values(one),
          }))}
          series={series}
          across="Answer of a worker"
          bounds={[0, 1]}
        />
      </ChartCard>
    </div>
  );
}

function Position({ picture: { left, right, ties, workers, options }, of }: Props<'position'>) {
  const shares = workers.flatMap(({ share }) => share ?? []);
  const bins = Array.from({ length: 10 }, (_, at) => ({
    ...{ from: at * 10, to: (at + 1) * 10 },
    // A share such as 3/10 must not fall below its bin by floating-point error.
    count: shares.filter((share) => Math.min(9, Math.floor(share * 10 + 1e-9)) === at).length,
  }));
  return (
    <div className="stack">
      <ChartCard
        title={titled('Which side was chosen', of)}
        description="All choices."
        columns={['side', 'choices']}
        rows={[
          ['left', left],
          ['right', right],
          ['tie', ties],
        ]}
      >
        <UprightBars
          bars={[
            { name: 'Left', value: left },
            { name: 'Right', value: right },
            { name: 'Tie', value: ties },
          ]}
          counts="Choices"
        />
      </ChartCard>
      <ChartCard
        title={titled('Workers by how often they chose left', of)}
        description="Workers with six choices or more that were no tie; the table begins with the most one-sided ones."
        columns={['worker', 'left', 'right', 'ties', 'share left', 'by chance']}
        rows={workers.map((one) => [one.worker, one.left, one.right, one.ties, one.share, one.chance])}
      >
        <UprightBars bars={barsOfBins(bins, ' %')} counts="Workers" across="Chose left" />
      </ChartCard>
      <ChartCard
        title={titled('Strengths with ties and sides', of)}
        description="The strength of each option, with its 95 % interval in the table."
        columns={['option', 'strength', '95 % from', '95 % to']}
        rows={options.map((one) => [one.option, one.strength, one.low, one.high])}
      >
        <HorizontalBars
          bars={options.slice(0, maxBars).map(({ option, strength }) => ({ name: option, values: [strength] }))}
          series={['Strength']}
        />
      </ChartCard>
    </div>
  );
}
