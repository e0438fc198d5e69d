/** The part of a file that a `Range` header asks for, as first and last place; `all` without one, `none` for what is not there. */
export function rangeOf(header: string | undefined, size: number): { first: number; last: number } | 'all' | 'none' {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  // Several ranges at once, and other units, may be answered with the whole.
  if (from === '' && to === '') return 'all';
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return first > last ? 'none' : { first, last };
}
