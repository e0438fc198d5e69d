import { Refusal } from '../actors/refusal.ts';
import type { PlainRefusal, RuntimeCalls } from './calls.ts';
import { toRefusal } from './refusals/to-refusal.ts';

/** A refusal as plain data, to be sent. */
export const plainRefusal = ({ code, status, message, retryAfterSeconds }: Refusal): PlainRefusal => ({
  code,
  status,
  message,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

/** The refusal from its plain data. */
const refusalFrom = ({ code, status, message, retryAfterSeconds }: PlainRefusal): Refusal =>
  new Refusal(code, status, message, { retryAfterSeconds });

type Call = (query?: unknown) => Promise<unknown>;

/** The same calls, with each query, reply and refusal converted to JSON and back, as for another process. */
export const overJson = (calls: RuntimeCalls): RuntimeCalls => ({
  run: groupOverJson(calls.run),
  workspace: groupOverJson(calls.workspace),
});

function groupOverJson<Group extends object>(group: Group): Group {
  const entries = Object.entries(group).map(([name, call]) => [name, callOverJson(call as Call)]);
  return Object.fromEntries(entries) as Group;
}

const callOverJson =
  (call: Call): Call =>
  async (query) => {
    try {
      return throughText(await call(throughText(query)));
    } catch (error) {
      // Other errors are bugs, which their own process reports.
      const refusal = toRefusal(error);
      throw refusal ? refusalFrom(throughText(plainRefusal(refusal))) : error;
    }
  };

const throughText = <Value>(value: Value): Value =>
  value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);
