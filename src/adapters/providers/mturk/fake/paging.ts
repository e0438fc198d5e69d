import { createHash } from 'node:crypto';
import { requestError } from './errors.ts';

const defaultSize = 10;

type Asked = { NextToken?: string | undefined; MaxResults?: number | undefined };

/** A page of a list. It goes on after the item that ended the page before, so that what is added or taken away in between moves nothing. */
export function pageFrom<Item extends { seq: number }>(
  list: string,
  items: Iterable<Item>,
  { NextToken, MaxResults = defaultSize, ...query }: Asked & Record<string, unknown>,
  { isNewestFirst = false } = {},
): { items: Item[]; next: { NextToken?: string; NumResults: number } } {
  const name = createHash('sha256')
    .update(JSON.stringify([list, query]))
    .digest('hex')
    .slice(0, 16);
  const sign = isNewestFirst ? -1 : 1;
  const after = NextToken === undefined ? undefined : readToken(NextToken, name);
  const rest = [...items]
    .filter(({ seq }) => after === undefined || (seq - after) * sign > 0)
    .sort((one, other) => (one.seq - other.seq) * sign);
  const found = rest.slice(0, MaxResults);
  const last = found.at(-1);
  return {
    items: found,
    next: {
      NumResults: found.length,
      ...(last && rest.length > found.length ? { NextToken: writeToken(name, last.seq) } : {}),
    },
  };
}

const writeToken = (name: string, seq: number) => Buffer.from(`${name}:${seq}`).toString('base64url');

/** A token belongs to the list that it came from. */
function readToken(token: string, name: string): number {
  const [tokenName, seq = ''] = Buffer.from(token, 'base64url').toString().split(':');
  if (tokenName !== name || !/^\d+$/.test(seq)) throw requestError('The NextToken is invalid.');
  return Number(seq);
}
