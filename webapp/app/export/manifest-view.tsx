import type { Manifest } from '../../../src/api/exports.ts';

const nameOf = (one: { task: string } | { run: string }) => ('task' in one ? `task ${one.task}` : `run ${one.run}`);

/** What was left out or added, in words. */
const choicesOf = ({ identities, ordinary, answers, bom, by, method, columns }: Manifest): string[] => [
  ...(by ? ['by item'] : []),
  ...(method ? [`aggregated by ${method}`] : []),
  ...(identities ? ['with worker names'] : []),
  ...(ordinary ? ['without gold and screening units'] : []),
  ...(answers ? [answers === 'accepted' ? 'accepted answers only' : 'without rejected answers'] : []),
  ...(bom === undefined ? [] : [bom ? 'with a byte order mark' : 'without a byte order mark']),
  ...(columns ? [`columns ${columns.join(', ')}`] : []),
];

/** The manifest of an exported file. */
export function ManifestView({ manifest }: { manifest: Manifest }) {
  const { of, runs, format, sequence, rows, bytes, sha256, code } = manifest;
  const lines: [string, string][] = [
    ['About', [of].flat().map(nameOf).join(', ')],
    ['Runs', runs.join(', ')],
    ['Format', [format, ...choicesOf(manifest)].join(', ')],
    ['Rows', rows.toLocaleString('en')],
    ['Bytes', bytes.toLocaleString('en')],
    ['SHA-256', sha256],
    ['Log position', String(sequence)],
    ['Made by', code],
  ];
  return (
    <dl className="manifest">
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
