import { describe, expect, it } from 'vitest';
import { faultOf } from './code-fault.ts';

const thrown = (message: string, ...stack: string[]) =>
  Object.assign(new Error(message), {
    stack: [`Error: ${message}`, ...stack.map((line) => `    at ${line}`)].join('\n'),
  });

describe("a fault of a task's code", () => {
  it.each([
    ['file:///tasks/my%20birds/data.mjs:4:9', './data.mjs:4'],
    ['async data (file:///tasks/my%20birds/lib/data.mjs:4:9)', './lib/data.mjs:4'],
    ['Proxy.data (/tasks/my birds/data.ts:12:3)', './data.ts:12'],
  ])('is at the first line of the code of the task: %s', (frame, place) => {
    const others = [
      'node:internal/timers:1:1',
      'f (file:///tasks/my%20birds/node_modules/x/index.js:1:1)',
      '/opt/y.js:2:2',
    ];
    expect(faultOf(thrown('no birds', ...others, frame, '/tasks/my birds/z.ts:1:1'), '/tasks/my birds')).toBe(
      `no birds (${place})`,
    );
  });

  it('is where the syntax is wrong', () => {
    const error = new Error('ParseError: Unexpected token\n /tasks/birds/data.ts:2:18');
    expect(faultOf(error, '/tasks/birds')).toBe('ParseError: Unexpected token (./data.ts:2)');
  });

  it('has no line when none is of the task', () => {
    expect(faultOf(thrown('Two\n  lines.', '/opt/y.js:2:2'), '/tasks/birds')).toBe('Two lines');
    expect(faultOf('just text', '/tasks/birds')).toBe('just text');
  });

  it('is JSON of what is thrown and is no error, shortened', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(faultOf({ a: 1 }, '/tasks/birds')).toBe('{"a":1}');
    expect(faultOf(null, '/tasks/birds')).toBe('null');
    expect(faultOf(circle, '/tasks/birds')).toBe('[object Object]');
    expect(faultOf(Object.create(null), '/tasks/birds')).toBe('{}');
    expect(faultOf(['x'.repeat(1000)], '/tasks/birds')).toBe(`["${'x'.repeat(198)}…`);
  });
});
