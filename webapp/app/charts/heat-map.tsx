import { shortened } from './bins.ts';

type Props = {
  rows: readonly string[];
  columns: readonly string[];
  /** A number from 0 to 1 for each cell, row by row; null for an empty one. */
  shares: readonly (readonly (number | null)[])[];
  /** What stands in each cell, where there is room. */
  texts: readonly (readonly string[])[];
  /** What the columns are. */
  across?: string;
};

const cellPx = 40;
const namesPx = 110;
const maxLetters = 13;
/** With more columns there is no room for texts. */
const maxWithTexts = 14;
/** Cells are never so dark that their text could not be read. */
const maxOpacity = 0.55;

/** A table of shades: the higher the share, the darker the cell. */
export function HeatMap({ rows, columns, shares, texts, across }: Props) {
  const hasTexts = columns.length <= maxWithTexts;
  const size = hasTexts ? cellPx : Math.max(10, Math.floor((cellPx * maxWithTexts) / columns.length));
  const top = hasTexts ? (across ? 96 : 80) : across ? 24 : 8;
  // The name of the last column leans over the edge.
  const [width, height] = [namesPx + columns.length * size + (hasTexts ? 56 : 8), top + rows.length * size + 8];
  const font = Math.min(12, size - 2);
  return (
    <svg
      className="recharts-surface heat-map"
      viewBox={`0 0 ${width} ${height}`}
      style={{ width: '100%', maxWidth: width, height: 'auto', display: 'block' }}
      fontSize={font}
      fill="var(--mantine-color-text)"
      aria-hidden
    >
      {across && (
        <text x={namesPx} y={14}>
          {across}
        </text>
      )}
      {hasTexts &&
        columns.map((column, at) => (
          <text
            key={column}
            transform={`translate(${namesPx + (at + 0.6) * size} ${top - 6}) rotate(-50)`}
            textAnchor="start"
          >
            {shortened(column, 11)}
          </text>
        ))}
      {rows.map((row, line) => (
        <g key={row}>
          <text x={namesPx - 6} y={top + (line + 0.5) * size} textAnchor="end" dominantBaseline="central">
            {shortened(row, maxLetters)}
          </text>
          {columns.map((column, at) => {
            const share = shares[line]?.[at] ?? null;
            return (
              <g key={column}>
                <rect
                  x={namesPx + at * size}
                  y={top + line * size}
                  width={size - 1}
                  height={size - 1}
                  fill={share === null ? 'var(--groove)' : 'var(--series-1)'}
                  fillOpacity={share === null ? 0.4 : 0.04 + Math.max(0, Math.min(1, share)) * (maxOpacity - 0.04)}
                />
                {hasTexts && (
                  <text
                    x={namesPx + (at + 0.5) * size}
                    y={top + (line + 0.5) * size}
                    textAnchor="middle"
                    dominantBaseline="central"
                  >
                    {texts[line]?.[at]}
                  </text>
                )}
              </g>
            );
          })}
        </g>
      ))}
    </svg>
  );
}
