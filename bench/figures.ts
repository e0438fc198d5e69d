/** The value below which a share of the sorted figures lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** p50, p95 and p99 of some durations in ms, as text. */
export function spread(durations: number[]): string {
  const sorted = durations.toSorted((a, b) => a - b);
  return [0.5, 0.95, 0.99].map((share) => quantile(sorted, share).toFixed(1)).join(' / ');
}

/** The lowest, middle and highest of some figures, as text. */
export function range(figures: number[], digits = 0): string {
  const sorted = figures.toSorted((a, b) => a - b);
  const [low, middle, high] = [sorted[0], quantile(sorted, 0.5), sorted.at(-1)];
  return `${(middle ?? 0).toFixed(digits)} (${(low ?? 0).toFixed(digits)}–${(high ?? 0).toFixed(digits)})`;
}

/** Prints a table, its columns as wide as they need to be. */
export function table(title: string, head: string[], rows: string[][]): void {
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => (row[at] ?? '').length)));
  const line = (row: string[]) =>
    row.map((cell, at) => (at ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join('  ');
  console.log(`\n${title}\n${line(head)}\n${widths.map((width) => '─'.repeat(width)).join('  ')}`);
  for (const row of rows) console.log(line(row));
}

/** Megabytes, as text. */
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
