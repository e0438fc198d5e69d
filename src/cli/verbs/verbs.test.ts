import { Writable } from 'node:stream';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { aPlan, aRun, breakAfter, command, lines, refuseWith, withFakeServer } from '../for-tests.ts';
import { sentenceOn } from './rebuild.ts';
import { frameLine } from './replay.ts';
import { setting } from './run.ts';

describe('runs', () => {
  it('are a table for a person', () =>
    withFakeServer({ 'GET /api/runs': { runs: [aRun()], sequence: 7 } }, async (_, dataFolder) => {
      const { code, out } = await command(['runs'], { dataFolder });
      expect(code).toBe(0);
      expect(out.split('\n')).toEqual([
        'RUN          STATUS   UNITS  OPEN  IN PROGRESS  AT WORK  SUBMITTED  TO REVIEW  OPENED',
        'films-x7k2p  Running     12     5            1        1          6          2  2026-03-01 09:00',
        '',
      ]);
    }));

  it('count units of the data, and checks of workers in a column of their own', () => {
    const special = { special_units: 3, special_assigned: 1, special_completed: 2 };
    const runs = [aRun({ units: 15, assigned: 2, completed: 8, ...special }), aRun({ id: 'films-b' })];
    return withFakeServer({ 'GET /api/runs': { runs, sequence: 7 } }, async (_, dataFolder) => {
      expect((await command(['runs'], { dataFolder })).out.split('\n')).toEqual([
        'RUN          STATUS   UNITS  OPEN  IN PROGRESS  AT WORK  SUBMITTED  CHECKS  TO REVIEW  OPENED',
        'films-x7k2p  Running     12     5            1        1          6       3          4  2026-03-01 09:00',
        'films-b      Running     12     5            1        1          6       0          2  2026-03-01 09:00',
        '',
      ]);
    });
  });

  it('are an array for a script, also when there are none', () =>
    withFakeServer({ 'GET /api/runs': { runs: [], sequence: 0 } }, async (_, dataFolder) => {
      expect(JSON.parse((await command(['runs', '--json'], { dataFolder })).out)).toEqual([]);
      expect((await command(['runs'], { dataFolder })).err).toContain('manyhands run <task folder>');
    }));
});

describe('status', () => {
  it('shows the progress of a run and what to do next', () =>
    withFakeServer({ 'GET /api/runs/films-x7k2p': aRun({ problem: 'items.csv broke off' }) }, async (_, dataFolder) => {
      const { out } = await command(['status', 'films-x7k2p'], { dataFolder });
      expect(out).toContain('Running since 2026-03-01 09:01 UTC');
      expect(out).toContain('12: 5 open, 1 in progress, 6 submitted, 0 cancelled');
      expect(out).toContain('2 to review, 2 accepted, 1 paid but not used, 1 rejected');
      expect(out).toMatch(/^at work +1 worker$/m);
      expect(out).toContain('items.csv broke off');
      expect(out).toContain('manyhands review --run films-x7k2p');
    }));

  it('tells units of the data from gold and screening units', () => {
    const special = { special_units: 3, special_assigned: 1, special_completed: 2, special_accepted: 1 };
    const run = aRun({ assignments: 7, units: 15, assigned: 2, completed: 8, accepted: 3, ...special });
    return withFakeServer({ 'GET /api/runs/films-x7k2p': run }, async (_, dataFolder) => {
      const { out } = await command(['status', 'films-x7k2p'], { dataFolder });
      expect(out).toMatch(/^assignments +4$/m);
      expect(out).toMatch(/^units +12: 5 open, 1 in progress, 6 submitted, 0 cancelled$/m);
      expect(out).toMatch(/^review +2 to review, 2 accepted, 1 paid but not used, 1 rejected$/m);
      expect(out).toMatch(/^gold and screening units +3: 0 open, 1 in progress, 2 submitted, 0 cancelled$/m);
      expect(out).toMatch(/^their review +1 to review, 1 accepted, 0 paid but not used, 0 rejected$/m);
    });
  });

  it('says when a paused run was launched, since the pause has no time of its own there', () =>
    withFakeServer({ 'GET /api/runs/films-x7k2p': aRun({ status: 'paused' }) }, async (_, dataFolder) => {
      const { out } = await command(['status', 'films-x7k2p'], { dataFolder });
      expect(out).toContain('Paused, launched 2026-03-01 09:01 UTC');
    }));

  it('shows the runs of a task and their sums', () => {
    const runs = [aRun(), aRun({ id: 'films-b', open: 0, completed: 11 }), aRun({ id: 'colours-a', task: 'colours' })];
    const routes = {
      'GET /api/runs/films': refuseWith('run/unknown', 'No task run is called "films".', 404),
      'GET /api/runs': { runs, sequence: 3 },
    };
    return withFakeServer(routes, async (_, dataFolder) => {
      const { out } = await command(['status', 'films'], { dataFolder });
      expect(out).toContain('24: 5 open, 2 in progress, 17 submitted, 0 cancelled');
      expect(out).toContain('9 to review, 4 accepted, 2 paid but not used, 2 rejected');
      expect(out).toMatch(/^films-x7k2p +Running[\s\S]*^films-b +Running/m);
      const { out: json } = await command(['status', 'films', '--json'], { dataFolder });
      expect(JSON.parse(json)).toEqual(runs.slice(0, 2));
    });
  });
});

describe('a verb about a run', () => {
  it.each([
    ['resume', 'films'],
    ['stop', 'films', '--yes'],
  ])('lists the runs of a task whose name it was given: %s', (...words) => {
    const unknown = refuseWith('run/unknown', 'No task run is called "films".', 404);
    const routes = {
      'POST /api/runs/films/resume': unknown,
      'POST /api/runs/films/stop': unknown,
      'GET /api/runs': { runs: [aRun({ task: 'films' }), aRun({ id: 'colours-a', task: 'colours' })], sequence: 3 },
    };
    return withFakeServer(routes, async (_, dataFolder) => {
      const { code, err } = await command(words, { dataFolder });
      expect([code, err]).toEqual([
        1,
        expect.stringContaining(
          '"films" is a task. Repeat the command with one of its runs: films-x7k2p. (run/is-task)',
        ),
      ]);
    });
  });
});

describe('stop', () => {
  it('stops the run and shows it as it is after that', () => {
    const routes = {
      'POST /api/runs/films-x7k2p/stop': { sequence: 31 },
      'GET /api/runs/films-x7k2p?after=31': aRun({ status: 'stopped', assigned: 2 }),
    };
    return withFakeServer(routes, async (_, dataFolder) => {
      const { out } = await command(['stop', 'films-x7k2p', '--yes'], { dataFolder });
      expect(out).toBe('Run films-x7k2p is stopped. 2 units are in progress and may still be submitted.\n');
    });
  });

  it('speaks of units in progress only where there are some', () => {
    const routes = {
      'POST /api/runs/films-x7k2p/stop': { sequence: 31 },
      'GET /api/runs/films-x7k2p?after=31': aRun({ status: 'completed', assigned: 0 }),
    };
    return withFakeServer(routes, async (_, dataFolder) =>
      expect((await command(['stop', 'films-x7k2p', '--yes'], { dataFolder })).out).toBe(
        'Run films-x7k2p is stopped.\n',
      ),
    );
  });

  const asked = {
    'GET /api/runs/films-x7k2p': aRun({ open: 5, assigned: 1 }),
    'POST /api/runs/films-x7k2p/stop': { sequence: 31 },
    'GET /api/runs/films-x7k2p?after=31': aRun({ status: 'stopped', assigned: 1 }),
  };
  const stopBy = (typed: string, person = true) =>
    withFakeServer(asked, async (server, dataFolder) => {
      const ended = await command(['stop', 'films-x7k2p'], { dataFolder, typed, person });
      return { ...ended, stopped: server.asked.some(({ route }) => route.startsWith('POST')) };
    });

  it('asks a person first, and says what will be lost', async () => {
    const { code, out, stopped } = await stopBy('y\n');
    expect([code, stopped]).toEqual([0, true]);
    expect(out).toContain(
      '5 open units will be cancelled. 1 unit is in progress and may still be submitted. This cannot be undone.\nStop run films-x7k2p? [y/N] ',
    );
  });

  it.each(['', '\n', 'n\n', 'yesterday\n'])('stops nothing without a yes: %j', async (typed) => {
    const { code, err, stopped } = await stopBy(typed);
    expect([code, stopped]).toEqual([1, false]);
    expect(err).toContain('Run films-x7k2p was not stopped. (run/not-stopped)');
  });

  it('stops nothing where nobody can be asked, and says how a script does it', async () => {
    const { code, err, stopped } = await stopBy('y\n', false);
    expect([code, stopped]).toEqual([1, false]);
    expect(err).toMatch(
      /^Run films-x7k2p was not stopped, since nobody could be asked\. 5 open .* --yes\. \(run\/stop-unasked\)\n$/,
    );
  });

  it('leaves it to the server to refuse for a run that has ended', () => {
    const routes = {
      'GET /api/runs/films-x7k2p': aRun({ status: 'completed', open: 0 }),
      'POST /api/runs/films-x7k2p/stop': refuseWith('run/not-launched', 'It is completed.'),
    };
    return withFakeServer(routes, async (_, dataFolder) =>
      expect((await command(['stop', 'films-x7k2p'], { dataFolder })).err).toContain('(run/not-launched)'),
    );
  });
});

describe('run', () => {
  it('launches the folder with its settings at the daemon, and shows what was made, what it costs, and where', () => {
    const answer = lines({ progress: { step: 'Reading data.js' } }, { plan: aPlan, run: aRun() });
    return withFakeServer({ 'POST /api/runs': answer }, async ({ asked, url }, dataFolder) => {
      const words = ['run', '/task', '--config', 'pilot', 'units_per_assignment=1', 'task_title=a=b'];
      const { code, out } = await command(words, { dataFolder });
      expect(code).toBe(0);
      expect(out).toContain(aRun().worker_url);
      expect(out).toContain(`${url}review?run=films-x7k2p`);
      expect(out).toMatch(
        /items +12\nunits +36\nkeys +title\norder +first in, first out\npay +0.07 USD for each unit, at most 2.52 USD, without bonuses and fees/,
      );
      const overrides = { units_per_assignment: '1', task_title: 'a=b' };
      expect(asked[0]?.body).toEqual({ folder: '/task', config: 'pilot', overrides, go_on: true });
      await command(['run', '/task', '--new'], { dataFolder });
      expect(asked[1]?.body).toEqual({ folder: '/task', overrides: {} });
    });
  });

  it('shows what became of each key of a Mephisto config', () => {
    const moved = [
      { key: 'mephisto.blueprint.data_csv', to: 'data', value: 'data/a.csv' },
      { key: 'mephisto.task.task_tags', to: 'task_tags', value: ['a', 'b'] },
      { key: 'mephisto.architect.port', because: 'Manyhands serves the pages itself' },
      { key: 'mephisto.task.allowed_concurrent', to: 'allowed_concurrent', value: 0, is_default: true },
    ];
    return withFakeServer({ 'POST /api/runs': lines({ plan: { ...aPlan, moved } }) }, async (_, dataFolder) => {
      const { out } = await command(['run', '/task', '--dry-run'], { dataFolder });
      expect(out.split('\n').slice(0, 6)).toEqual([
        'MEPHISTO                          HERE                VALUE OR REASON',
        'mephisto.blueprint.data_csv       data                data/a.csv',
        'mephisto.task.task_tags           task_tags           ["a","b"]',
        'mephisto.architect.port           no effect           Manyhands serves the pages itself',
        'mephisto.task.allowed_concurrent  allowed_concurrent  0, the default of Mephisto',
        '',
      ]);
    });
  });

  it('lists the rules that a launch would have, on one line', () => {
    const rules = ['if gold_accuracy < 0.7: exclude', 'if returned >= 5: pause for 60 min\u001b[2J'];
    return withFakeServer({ 'POST /api/runs': lines({ plan: { ...aPlan, rules } }) }, async (_, dataFolder) => {
      const { out } = await command(['run', '/task', '--dry-run'], { dataFolder });
      expect(out).toMatch(/^rules +if gold_accuracy < 0\.7: exclude; if returned >= 5: pause for 60 min\S*$/m);
      expect(out).not.toContain('\u001b');
    });
  });

  it('says which run goes on instead of a new one, and what is next if it is paused', () => {
    const answer = lines({ plan: aPlan, run: aRun({ status: 'paused' }), goes_on: true });
    return withFakeServer({ 'POST /api/runs': answer }, async (_, dataFolder) => {
      const { err, out } = await command(['run', '/task'], { dataFolder });
      expect(out).toContain(aRun().worker_url);
      expect(err).toBe(
        'Nothing was launched: run films-x7k2p is not finished and has the same config and data, so it goes on. "--new" launches another. It is paused; "./bin/manyhands resume films-x7k2p" resumes it.\n',
      );
    });
  });

  it('only checks the task with --dry-run', () => {
    const unknown = {
      ...aPlan,
      items: null,
      units: null,
      most_units: null,
      keys: null,
      order: 'random',
      max_cents: null,
    };
    return withFakeServer({ 'POST /api/runs': lines({ plan: unknown }) }, async ({ asked }, dataFolder) => {
      const { out } = await command(['run', '/task', '--dry-run'], { dataFolder });
      expect(asked[0]?.body).toEqual({ folder: '/task', overrides: {}, dry_run: true });
      expect(out).toMatch(
        /items +made on demand\norder +random\npay +0.07 USD for each unit, without bonuses and fees\nNothing was launched/,
      );
    });
  });

  it('says who may work, and which qualifications the launch creates', async () => {
    const asked = {
      requirements: ['Must have accuracy ≥ 80', 'Must not have careless'],
      onboarding: { qualification: 'trained', pages: 3, max_mistakes: 1 },
      qualifications: ['accuracy', 'careless', 'trained', 'trained-failed'],
      gold: { items: 4, rules: 'at most 9 units; 1 wrong answer allowed' },
    };
    const printed = async (answer: object, ...words: string[]) =>
      withFakeServer({ 'POST /api/runs': lines(answer) }, async (_, dataFolder) => {
        const { out } = await command(['run', '/task', ...words], { dataFolder });
        return out;
      });
    const plan = { ...aPlan, ...asked, creates: ['trained', 'trained-failed'] };
    const dry = await printed({ plan }, '--dry-run');
    expect(dry).toMatch(/^requirements +Must have accuracy ≥ 80; Must not have careless$/m);
    expect(dry).toMatch(/^onboarding +3 pages; 1 mistake allowed; grants trained$/m);
    expect(dry).toMatch(/^gold +4 items, at most 9 units; 1 wrong answer allowed$/m);
    expect(dry).toMatch(/^qualifications +trained, trained-failed \(will be created\)$/m);
    expect(await printed({ plan, run: aRun() })).toMatch(/^qualifications +trained, trained-failed \(created\)$/m);
    expect(await printed({ plan: { ...plan, creates: null } }, '--dry-run')).toMatch(
      /^qualifications +accuracy, careless, trained, trained-failed \(that do not exist are created\)$/m,
    );
  });

  it('fails when the launch is refused half way, and when it never comes to an end', () => {
    const refused = lines({ progress: { step: 'x' } }, { error: { code: 'task/no-data', message: 'No data.' } });
    return withFakeServer({ 'POST /api/runs': refused }, async (_, dataFolder) => {
      expect(await command(['run', '/task'], { dataFolder })).toEqual({
        code: 1,
        out: '',
        err: 'No data. (task/no-data)\n',
      });
    }).then(() =>
      withFakeServer({ 'POST /api/runs': lines({ progress: { step: 'x' } }) }, async (_, dataFolder) => {
        expect((await command(['run', '/task'], { dataFolder })).code).toBe(1);
      }),
    );
  });
});

describe('config', () => {
  const shown = {
    ...{ folder: '/tasks/films', file: 'hydra_configs/conf/example.yaml', name: 'example' },
    ...{ overrides: { num_tasks: '3' }, config: { task_name: 'films', task_config: { a: [1] } } },
    changes: [
      {
        ...{ at: '2026-03-01T10:00:00.000Z', by: 'reviewer:anna', reason: 'Slow.' },
        changed: [{ key: 'block_qualification', before: null, after: 'careless' }],
        added: null,
      },
    ],
    code: [{ at: '2026-03-01T11:00:00.000Z', by: 'task-host', file: 'task.ts', sha256: 'aa' }],
  };

  it('prints what a run was launched with as YAML, or as JSON', () =>
    withFakeServer({ 'GET /api/runs/films-x7k2p/config': shown }, async (_, dataFolder) => {
      expect((await command(['config', 'films-x7k2p'], { dataFolder })).out).toBe(
        '# from hydra_configs/conf/example.yaml in /tasks/films\n# set at the launch: num_tasks=3\n# changed 2026-03-01T10:00:00.000Z by reviewer:anna: block_qualification: none → careless (Slow.)\n# code loaded 2026-03-01T11:00:00.000Z by task-host: task.ts, SHA-256 aa\ntask_name: films\ntask_config:\n  a:\n    - 1\n',
      );
      const { out } = await command(['config', 'films-x7k2p', '--json'], { dataFolder });
      expect(JSON.parse(out)).toEqual(shown);
    }));
});

describe('set', () => {
  const changed = [{ key: 'maximum_units_per_worker', before: 0, after: 3 }];
  const words = ['set', 'films-x7k2p', 'maximum_units_per_worker=3', '--reason', 'Few did most.'];

  it('sends the settings with the reason, and prints each before and after', () => {
    const routes = { 'POST /api/runs/films-x7k2p/settings': { sequence: 9, changed } };
    return withFakeServer(routes, async (_, dataFolder) => {
      expect((await command(words, { dataFolder })).out).toBe('maximum_units_per_worker: 0 → 3\n');
      expect(JSON.parse((await command([...words, '--json'], { dataFolder })).out)).toEqual({ sequence: 9, changed });
    });
  });

  it('says where nothing changed, and tells the faults', async () => {
    const same = { 'POST /api/runs/films-x7k2p/settings': { sequence: 9, changed: [] } };
    await withFakeServer(same, async (_, dataFolder) =>
      expect((await command(words, { dataFolder })).out).toContain('Nothing changed'),
    );
    const bad = { 'POST /api/runs/films-x7k2p/settings': refuseWith('run/bad-settings', 'Nothing was changed.', 400) };
    await withFakeServer(bad, async (_, dataFolder) => {
      const { code, err } = await command(words, { dataFolder });
      expect([code, err]).toEqual([1, expect.stringContaining('Nothing was changed.')]);
    });
    await withFakeServer({}, async (_, dataFolder) => {
      const { code, err } = await command(['set', 'films-x7k2p', 'maximum'], { dataFolder });
      expect([code, err]).toEqual([1, expect.stringContaining('key=value')]);
    });
  });
});

describe('reload', () => {
  it('prints what was loaded, or why nothing was', async () => {
    const loaded = { sequence: 9, functions: ['mayWork'], file: 'task.ts', sha256: '5e884898da28'.padEnd(64, '0') };
    await withFakeServer({ 'POST /api/runs/films-x7k2p/reload': loaded }, async (_, dataFolder) => {
      const { out } = await command(['reload', 'films-x7k2p'], { dataFolder });
      expect(out).toBe('Run films-x7k2p has loaded task.ts (SHA-256 5e884898da28…): mayWork.\n');
      const { out: json } = await command(['reload', 'films-x7k2p', '--json'], { dataFolder });
      expect(JSON.parse(json)).toEqual(loaded);
    });
    const failed = refuseWith('task/code-failed', 'too blue (./task.ts:9)', 400);
    await withFakeServer({ 'POST /api/runs/films-x7k2p/reload': failed }, async (_, dataFolder) => {
      const { code, err } = await command(['reload', 'films-x7k2p'], { dataFolder });
      expect([code, err]).toEqual([1, expect.stringContaining('too blue (./task.ts:9)')]);
    });
  });
});

describe('a setting', () => {
  it('is everything before and after the first equals sign, once for each key', () => {
    const words = ['a=', 'b=x=y', 'task_config.deep={"k": 1}'];
    expect(words.reduce((before, word) => setting(word, before), {})).toEqual({
      a: '',
      b: 'x=y',
      'task_config.deep': '{"k": 1}',
    });
    expect(() => setting('a=2', { a: '1' })).toThrow('"a" is set twice');
  });
});

describe('replay', () => {
  const frames = [
    {
      position: '12.0',
      at: '2026-03-01T09:00:00.000Z',
      by: 'worker:w1',
      type: 'unit.assigned',
      why: null,
      state: 'assigned',
      summary: 'agent a1',
    },
    {
      position: '13.1',
      at: '2026-03-01T09:01:00.000Z',
      by: 'worker:w1',
      type: 'unit.submitted',
      why: null,
      state: 'completed',
      summary: '',
    },
    {
      position: '14.0',
      at: '2026-03-01T09:02:00.000Z',
      by: 'reviewer:anna',
      type: 'unit.rejected',
      why: 'Random.',
      state: 'rejected',
      summary: 'agent a1',
    },
  ];

  it('is one aligned line a fact', () =>
    withFakeServer({ 'GET /api/replay/films.1.0?to=13': lines(...frames) }, async (_, dataFolder) => {
      const { out } = await command(['replay', 'films.1.0', '--to', '13'], { dataFolder });
      expect(out.split('\n')).toEqual([
        '    12.0  2026-03-01T09:00:00.000Z  unit.assigned            assigned      worker:w1           agent a1',
        '    13.1  2026-03-01T09:01:00.000Z  unit.submitted           completed     worker:w1',
        '    14.0  2026-03-01T09:02:00.000Z  unit.rejected            rejected      reviewer:anna       agent a1  “Random.”',
        '',
      ]);
    }));

  it('is the same lines as JSON for a script', () =>
    withFakeServer({ 'GET /api/replay/films.1.0': lines(...frames) }, async (_, dataFolder) => {
      const { out } = await command(['replay', 'films.1.0', '--json'], { dataFolder });
      expect(
        out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual(frames);
    }));

  it('asks for the facts that filters leave', () =>
    withFakeServer(
      { 'GET /api/replay/films?kind=unit&worker=w1&text=ran': lines(...frames) },
      async (_, dataFolder) => {
        const filters = ['--kind', 'unit', '--worker', 'w1', '--text', 'ran'];
        expect((await command(['replay', 'films', ...filters], { dataFolder })).out).toContain('“Random.”');
      },
    ));

  it('lets no worker move the cursor', () => {
    const frame = { ...frames[0]!, summary: 'worker \x1b[2J' };
    expect(frameLine(frame, pc.createColors(false))).toContain('worker \\u001b[2J');
  });
});

describe('events', () => {
  const fact = {
    position: '3.0',
    run: 'films',
    type: 'unit.submitted',
    at: 'now',
    by: 'a',
    data: { answer: '\x9b2J' },
  };

  it('are lines of JSON, from where and of what kind was asked', () =>
    withFakeServer({ 'GET /api/events?from=3&filter=facts.*.unit.submitted': lines(fact) }, async (_, dataFolder) => {
      const { code, out } = await command(['events', '--from', '3', '--filter', 'facts.*.unit.submitted'], {
        dataFolder,
      });
      expect(code).toBe(0);
      expect(JSON.parse(out)).toEqual(fact);
      expect(out).not.toContain('\x9b');
    }));

  it('fail when they break off, and say where to go on when they were followed', () =>
    withFakeServer({ 'GET /api/events?follow=1': breakAfter(`${JSON.stringify(fact)}\n`) }, async (_, dataFolder) => {
      const { code, out, err } = await command(['events', '--follow'], { dataFolder });
      expect(code).toBe(1);
      expect(JSON.parse(out)).toEqual(fact);
      expect(err).toContain('--from 3');
      expect(err).toContain('(daemon/gone)');
    }));

  it('can be followed only where a daemon runs', () =>
    withFakeServer({}, async (client, dataFolder) => {
      await client.stop();
      expect((await command(['events', '--follow'], { dataFolder })).err).toContain('(daemon/not-running)');
    }));

  it('end quietly when nobody reads them any more', () =>
    withFakeServer({ 'GET /api/events': lines(fact, fact, fact) }, async (_, dataFolder) => {
      const stdout = new Writable({
        write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
      });
      expect(await command(['events'], { dataFolder, stdout })).toMatchObject({ code: 0, err: '' });
    }));
});

describe('rebuild', () => {
  it('prints its outcome', () => {
    const answer = lines(
      { progress: { step: 'Reading', done: 1, total: 2 } },
      { rebuilt: { facts: 1200, milliseconds: 340, same: true } },
    );
    return withFakeServer({ 'POST /api/rebuild': answer }, async (_, dataFolder) => {
      const { out } = await command(['rebuild'], { dataFolder });
      expect(out).toBe('Read 1,200 facts in 0.3 s: all rows are the same as before.\n');
    });
  });

  it('does not hide that rows were wrong', () => {
    expect(sentenceOn({ facts: 1, milliseconds: 0, same: false })).toContain('wrong before');
  });
});
