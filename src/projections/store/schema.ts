import { createHash } from 'node:crypto';
import { SQL } from 'drizzle-orm';
import { getTableConfig, SQLiteSyncDialect, type SQLiteTable } from 'drizzle-orm/sqlite-core';

const quoted = (name: string) => `"${name}"`;
const dialect = new SQLiteSyncDialect();

/** The condition of a partial index, without parameters. */
const only = (where: SQL | undefined) => (where ? ` where ${dialect.sqlToQuery(where.inlineParams()).sql}` : '');

/** The statements that create a table and its indexes. */
export function createStatements(table: SQLiteTable): string[] {
  const { name, columns, indexes } = getTableConfig(table);
  const lines = columns.map((column) => {
    const rules = [column.primary && 'primary key', column.notNull && 'not null', column.isUnique && 'unique'];
    return [quoted(column.name), column.getSQLType(), ...rules.filter(Boolean)].join(' ');
  });
  const indexStatements = indexes.map(({ config }) => {
    const names = config.columns.map((column) => quoted(column instanceof SQL ? '' : column.name));
    return `create ${config.unique ? 'unique ' : ''}index ${quoted(config.name)} on ${quoted(name)} (${names.join(', ')})${only(config.where)}`;
  });
  return [`create table ${quoted(name)} (${lines.join(', ')})`, ...indexStatements];
}

/** A number that changes whenever the tables do; it is stored in the `user_version` of a file. */
export function schemaNumber(tables: readonly SQLiteTable[]): number {
  const statements = tables.flatMap(createStatements).join(';\n');
  return createHash('sha256').update(statements).digest().readUInt32BE() >>> 1;
}
