import { describe, expect, it } from 'vitest';
import { panelLinkIn } from './panel-keys.ts';
import { TaskConfig } from './task-keys.ts';

const base = {
  task_name: 'films',
  task_title: 'Films',
  task_description: 'Say it.',
  questions: [{ key: 'q', labels: ['a', 'b'] }],
  completion_code: 'C1',
};
const pool = { name: 'lab-pool', worker_parameter: 'pid', keep_parameters: ['survey'] };
const faultsOf = (keys: object) => {
  const { error } = TaskConfig.safeParse({ ...base, ...keys });
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
};

describe('a panel in the config', () => {
  it('is one with a name, the parameter of its workers, and a way back', () => {
    expect(faultsOf({ panel: pool })).toEqual([]);
    expect(faultsOf({ panel: pool, completion_code: undefined, after_submission: 'https://p.example/done' })).toEqual(
      [],
    );
  });

  it.each([
    [{ panel: { ...pool, name: 'Lab Pool' } }, /panel\.name: must begin with a small letter/],
    [{ panel: { ...pool, name: 'inhouse' } }, /panel\.name: must be another name/],
    [{ panel: { ...pool, worker_parameter: 'token' } }, /has "token", which means something else/],
    [{ panel: { ...pool, worker_parameter: 'a b' } }, /panel\.worker_parameter: must begin with a letter/],
    [{ panel: { ...pool, keep_parameters: ['pid'] } }, /has a parameter twice, or that of the worker/],
    [{ panel: pool, worker_identity: 'open' }, /worker_identity: and "panel" exclude each other/],
    [{ panel: pool, completion_code: undefined }, /completion_code: is needed with "panel"/],
    [{ panel: { ...pool, screened_out: {} } }, /panel\.screened_out: must have a code, an address, or both/],
    [
      { panel: { ...pool, no_work: { address: 'javascript:alert(1)' } } },
      /panel\.no_work\.address: must be an address/,
    ],
    [{ panel: { ...pool, code: 'x' } }, /panel/],
  ])('is refused as %j', (keys, fault) => expect(faultsOf(keys).join('\n')).toMatch(fault));

  it('has no address with a name that neither the link nor Manyhands fills in', () => {
    const address = 'https://p.example/?a={survei}&c={code}&w={worker}&p={pid}';
    for (const key of ['screened_out', 'no_work'])
      expect(faultsOf({ panel: { ...pool, [key]: { address } } })).toEqual([
        `panel.${key}: has {survei} in its address, which is filled in by nothing: there are {code}, {worker}, {pid}, {survey}`,
      ]);
    expect(faultsOf({ panel: pool, after_submission: address })).toEqual([
      'after_submission: has {survei} in its address, which is filled in by nothing: there are {code}, {worker}, {pid}, {survey}',
    ]);
    expect(faultsOf({ panel: pool, after_submission: address.replace('survei', 'survey') })).toEqual([]);
  });

  // Whoever writes the link would choose the host to which people are sent.
  it.each([
    'https://{survey}/x',
    'https://p.example{survey}',
    'https:{survey}',
    'https://{worker}.example/?x={survey}',
  ])('sends nobody to a host out of the link: %j', (address) => {
    expect(faultsOf({ panel: { ...pool, no_work: { address } } }).join()).toMatch(/no_work\.address: must/);
    expect(faultsOf({ panel: { ...pool, screened_out: { address } } }).join()).toMatch(/screened_out\.address: must/);
    expect(faultsOf({ panel: pool, after_submission: address }).join()).toMatch(/after_submission: must/);
    expect(faultsOf({ after_submission: address }).join()).toMatch(/after_submission: must/);
  });
});

describe('the link of a panel', () => {
  it('names the worker, and has the parameters that are kept and nothing else', () =>
    expect(panelLinkIn(pool, { pid: ' w-1 ', survey: '7', other: 'x' })).toEqual({
      ...{ worker: 'w-1', kept: { survey: '7' }, isPlaceholder: false },
    }));

  it('is none without the parameter of the worker', () => expect(panelLinkIn(pool, { survey: '7' })).toBeUndefined());

  it.each(['', '{pid}', '{{%PROLIFIC_PID%}}', '%%ID%%', '[ID]', '$ID$', '${pid}', '<id>'])(
    'has no worker in it where the panel left a placeholder: %j',
    (pid) => expect(panelLinkIn(pool, { pid })?.isPlaceholder).toBe(true),
  );

  it.each(['5f3a', 'a{b}c', '100%', 'x@y.example'])('has the worker %j', (pid) =>
    expect(panelLinkIn(pool, { pid })).toMatchObject({ worker: pid, isPlaceholder: false }),
  );

  it('takes no list, as of a parameter that comes twice, and no endless value', () => {
    expect(panelLinkIn(pool, { pid: ['a', 'b'] })?.isPlaceholder).toBe(true);
    expect(panelLinkIn(pool, { pid: 'a', survey: 'x'.repeat(900) })?.kept.survey?.length).toBe(200);
  });
});
