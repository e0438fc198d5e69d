import type { Confusion, Picture, SectionName } from '../../../src/api/quality-sections.ts';
import { axisFormat } from '../charts/axis-format.ts';
import { ChartCard } from '../charts/chart-card.tsx';
import { HeatMap } from '../charts/heat-map.tsx';
import { CurveLines, HorizontalBars, UprightBars } from '../charts/lazy-charts.tsx';
import { formatNumber, maxBars, titled } from './further-words.ts';
import { ErrorsOfWorkers, PairsOfWorkers, SidesOfWorkers } from './further-workers.tsx';

type Of = { of: string | undefined };
type Props<Name extends SectionName> = { picture: Picture<Name> } & Of;

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
      return <PairsOfWorkers picture={picture as Picture<'pairs'>} of={of} />;
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

function Numbers({ picture: { workers, items, items_total }, of }: Props<'numbers'>) {
  return (
    <div className="stack">
      <ErrorsOfWorkers workers={workers} of={of} />
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
      <SidesOfWorkers workers={workers} of={of} />
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
