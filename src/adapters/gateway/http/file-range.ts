/** The first and last byte of a `Range` header; `all` without one, `none` if the file does not have these bytes. */
export function rangeOf(header: string | undefined, size: number): { first: number; last: number } | 'all' | 'none' {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  // HTTP allows the whole file as the reply to several ranges, and to other units.
  if (from === '' && to === '') return 'all';
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return first > last ? 'none' : { first, last };
}
