import type { Manifest } from '../../../src/api/exports.ts';

/** The manifest of an exported file. */
export function ManifestView({ manifest }: { manifest: Manifest }) {
  const { of, runs, format, identities, sequence, rows, bytes, sha256, code } = manifest;
  const lines: [string, string][] = [
    ['About', 'task' in of ? `task ${of.task}` : `run ${of.run}`],
    ['Runs', runs.join(', ')],
    ['Format', identities ? `${format}, with worker names` : format],
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
