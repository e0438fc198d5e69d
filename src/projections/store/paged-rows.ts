type PreparedPage<Row> = { all(values: { run: string; after: number }): Row[] };

/** Reads a prepared query of a run page after page, each after the last row of the one before. */
export function* pagedRows<Row extends { row: number }>(page: PreparedPage<Row>, run: string): Generator<Row[]> {
  for (let after = 0; ; ) {
    const rows = page.all({ run, after });
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.row;
  }
}
