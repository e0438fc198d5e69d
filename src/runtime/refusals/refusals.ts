import { counted } from '../../actors/counted.ts';
import { bonusText as money } from '../../actors/money.ts';
import { defineRefusals, nameOf } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../projections/store/refusals.ts';

/** The refusals of the use cases, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'archive/damaged': [
      400,
      (d: { reason: string }) =>
        `The archive is damaged: ${d.reason}. Nothing was imported; copy the file again, or make a new one with "./bin/manyhands archive".`,
    ],
    'archive/nothing': [
      404,
      (d: { since: string }) => `None of the chosen runs was opened since ${d.since}. Give an earlier date.`,
    ],
    'archive/too-large': [
      413,
      (d: { run: string; bytes: number; most: number }) =>
        `Run ${d.run} has a commit of ${d.bytes} bytes in the archive, and the nats-server here takes at most ${d.most}. Nothing was imported; raise max_payload in the configuration of the server, start Manyhands again, and import again.`,
    ],
    'archive/unknown-label': [
      404,
      (d: { label: string }) => `Nothing was imported as "${d.label}". "./bin/manyhands imports" lists all labels.`,
    ],
    'archive/unknown-task': [404, (d: { task: string }) => `No run has a task called "${d.task}".`],
    'archive/unreadable': [
      409,
      (d: { run: string }) =>
        `The history of run ${d.run} is incomplete here, so an archive would lack part of it. "./bin/manyhands runs" shows why; name the other runs with --run to archive only those.`,
    ],
    'archive/unreadable-fact': [
      400,
      (d: { run: string; reason: string; code: string }) =>
        `The archive has a history that this version cannot read (run ${d.run}: ${d.reason.replace(/\.$/, '')}). Nothing was imported; use the version of Manyhands that made it (${d.code}), or a newer one.`,
    ],
    'assignment/impossible-answer': [
      400,
      (d: { assignment: string; fault: string }) =>
        `Nobody could give this answer to ${d.assignment}, so it is not recorded as the final one: ${d.fault}.`,
    ],
    'data/bad-conditions': [
      400,
      (d: { key: string; groups: number; most: number }) =>
        `The items have ${d.groups > d.most ? `more than ${d.most}` : d.groups} different values of "${d.key}", and treatments.within needs 2 to ${d.most} conditions.`,
    ],
    'data/key-taken': [
      400,
      (d: { key: string }) =>
        `The treatments of the task add the key "${d.key}" to what workers get, and the items have that key already. Give one of them another name.`,
    ],
    'data/misspelt-key': [
      400,
      (d: { key: string; meant: string }) =>
        `The file has the key "${d.key}", which no item of the run has; did you mean "${d.meant}"? Nothing was added.`,
    ],
    'data/new-condition': [
      409,
      (d: { run: string; key: string; condition: string }) =>
        `An item has the condition "${d.condition}" in "${d.key}", which no item of task run ${d.run} has; workers have their conditions already. Nothing was added; launch a new run.`,
    ],
    'data/other-count': [
      409,
      (d: { run: string; counted: number; recorded: number }) =>
        `The file has ${counted(d.counted, 'item')} to add, and ${d.recorded} ${d.recorded === 1 ? 'was' : 'were'} recorded when adding it to task run ${d.run} began, so nobody can tell which are missing. Nothing was added; stop the run and launch a new one with the rest.`,
    ],
    'data/no-list': [
      400,
      (d: { key: string }) =>
        `treatments.within names "${d.key}", and the items come from a generator, so their conditions are not known before. Give a list of items.`,
    ],
    'data/unknown-key': [
      400,
      (d: { place: string; key: string; meant?: string; keys: readonly string[] }) =>
        `${d.place} names "${d.key}", and no item has that key${d.meant === undefined ? '.' : `; did you mean "${d.meant}"?`} The keys of the data are ${d.keys.slice(0, 30).join(', ')}${d.keys.length > 30 ? ', …' : ''}.`,
    ],
    'data/not-writable': [
      507,
      (d: { place: string; reason: string }) =>
        `${d.place} cannot be written: ${d.reason}. No stored data was changed; fix this, or choose another folder, then try again.`,
    ],
    'link/not-offered': [
      404,
      () =>
        'This study is not offered where you come from, so nobody would pay you there. Give your place back, and tell the people who run the study.',
    ],
    'offer/no-places': [
      409,
      (d: { run: string }) => `Run ${d.run} has no unit that nobody has or is offered, so there is nothing to offer.`,
    ],
    'offer/no-public-address': [
      409,
      (d: { address: string }) =>
        `Workers of a provider cannot reach ${d.address}, which is an address of this machine alone. Give Manyhands a public address first; docs/access.md says how.`,
    ],
    'offer/not-reached': [
      409,
      (d: { address: string; reason: string }) =>
        `Nobody would reach the page of the run: ${d.address} does not lead here (${d.reason}). Nothing was offered.`,
    ],
    'offer/other-currency': [
      409,
      (d: { account: string; run: string }) =>
        `The account pays in ${d.account}, and the run says ${d.run}. Set "currency" and "task_reward" in the config to what the account pays in, and launch anew.`,
    ],
    'offer/other-price': [
      409,
      (d: { totalCents: number; confirmedCents: number; currency: string }) =>
        `The offer costs ${money(d.totalCents, d.currency)} by now, and ${money(d.confirmedCents, d.currency)} was confirmed. Nothing was offered; look at it again.`,
    ],
    'offer/there-already': [
      409,
      (d: { run: string; offer: string; requester: string }) =>
        `Run ${d.run} is offered through "${d.requester}" already (${d.offer}). Withdraw that offer first, or raise its places.`,
    ],
    'offer/too-little-money': [
      409,
      (d: { totalCents: number; availableCents: number; currency: string }) =>
        `This costs ${money(d.totalCents, d.currency)} with fees, and the account has ${money(d.availableCents, d.currency)}. Pay in at the provider, or offer fewer places.`,
    ],
    'provider-event/forged': [
      401,
      (_: object) =>
        'This message is not one of the provider of this account, or it is too old, so nothing was done. What changed there is read anyway.',
    ],
    'rule/followed-elsewhere': [
      409,
      (d: { run: string; worker: string }) =>
        `Run ${d.run} was imported, and what this rule did in all runs was done in the data folder it came from. Unblock worker ${d.worker}, or change their qualification, instead.`,
    ],
    'run/imported': [
      409,
      (d: { run: string }) =>
        `Task run ${d.run} was imported, so it takes no items, units, settings, code or invitations here. Launch a run of its task here.`,
    ],
    'export/arriving': [
      409,
      (d: { run: string }) =>
        `Run ${d.run} is still being imported, so its export would lack answers. Import its file again to complete it.`,
    ],
    'import/half-here': [
      409,
      (d: { run: string }) =>
        `Run ${d.run} was partly imported from another file, which has it written differently. Import that file again to complete it.`,
    ],
    'import/other-history': [
      409,
      (d: { run: string }) =>
        `Run ${d.run} is here already, with a different history than in the archive. It was left as it is here.`,
    ],
    'log/damaged': [
      503,
      () =>
        'Recorded data is missing, so nothing is recorded now. The administrator of this server must decide how to continue.',
    ],
    'onboarding/not-judged': [
      503,
      () => 'Your answer is kept, but it could not be checked yet. Please open this page again in a minute.',
    ],
    'procedure/failed': [500, () => 'This did not work just now. Try again; if it fails again, go on without it.'],
    'procedure/lost-value': [
      503,
      (d: { hash: string }) => `The file ${d.hash}, with a value of a page or of the task's code, is not in the store.`,
    ],
    'procedure/unknown': [
      404,
      (d: { name: string }) => `What the page asks for, "${d.name.slice(0, 60)}", is not in this task.`,
    ],
    'read-model/damaged': [
      503,
      () =>
        'The data for this page is damaged or missing on disk and is being rebuilt from the log. Nothing that was recorded is lost; try again in a minute.',
    ],
    'request/not-json': [400, (d: { reason: string }) => `The request cannot be read: ${d.reason}.`],
    'review/claimed': [
      409,
      (d: { unit: string; by: string; until: string }) =>
        `${nameOf(d.by)} is reviewing unit ${d.unit}, until ${d.until.slice(11, 19)} UTC at the latest. Review another one meanwhile.`,
    ],
    'run/code-differs': [
      409,
      (d: { run: string }) =>
        `Run ${d.run} was launched without an "onSubmitted" in its code, and cannot get one later. Take it out, or launch a new run; the former code goes on.`,
    ],
    'task/no-conversation': [
      400,
      () =>
        'The config has "agents_per_conversation", but the code of the task defines no "conversation". Add it to defineTask({…}), or leave the key out.',
    ],
    'task/conversation-without-seats': [
      400,
      () =>
        'The code of the task defines a "conversation", but the config does not say for how many people. Add "agents_per_conversation"; 1 is a conversation with the code alone.',
    ],
    'run/config-changed': [
      409,
      (d: { run: string }) =>
        `The config of the task is not what run ${d.run} was launched with, and a run keeps its config. Put it back, or launch the task as it is now.`,
    ],
    'run/no-code': [
      409,
      (d: { run: string }) => `Run ${d.run} has no code of its own that runs here, so there is none to load.`,
    ],
    'run/task-changed': [
      409,
      (d: { run: string; changed: readonly string[] }) =>
        `The ${d.changed.join(' and the ')} of the task ${d.changed.length > 1 ? 'are' : 'is'} not what run ${d.run} was launched with, so the same run cannot be launched again. Launch the task as it is now (--as-is), or put the files back.`,
    ],
    'run/unknown': [
      404,
      (d: { run: string }) => `No task run is called "${d.run}". "./bin/manyhands runs" lists all runs.`,
    ],
    'task/conversation-not-kept': [
      409,
      () =>
        "The task's own code says that a conversation is unknown, although it was given its record from the beginning. It has to keep what it was given until the last part of the record.",
    ],
    'task/bad-requirements': [
      400,
      (d: { code: string; reason: string }) =>
        `What the task's code asks of workers is not possible: ${d.code}: ${d.reason}.`,
    ],
    'task/code-not-trusted': [
      409,
      (d: { run: string }) =>
        `The code of the task of run ${d.run} does not run here, since the run was restored without trust in its folder; launch the folder itself if you trust it, restore again with --trust-tasks, or stop the run.`,
    ],
    'task/gold-too-few': [
      400,
      (d: { key: string; items: number; needed: number }) =>
        `"${d.key}" has ${counted(d.items, 'different item')}, and a worker may need ${d.needed} (min_golds and max_incorrect_golds), none of them twice. Add some.`,
    ],
    'task/impossible-answer': [
      400,
      (d: { key: string; item: number; question: string; answer: string; labels: readonly string[] }) =>
        `The right answer of item ${d.item} of "${d.key}" to "${d.question}" is "${d.answer}", and nobody can give it: the labels are ${d.labels.slice(0, 20).join(', ')}.`,
    ],
    'task/unknown-question': [
      400,
      (d: { key: string; item: number; question: string; keys: readonly string[] }) =>
        `Item ${d.item} of "${d.key}" has a right answer to "${d.question}", and no question has that key; they are ${d.keys.slice(0, 20).join(', ')}.`,
    ],
    'task/no-answer': [
      400,
      (d: { key: string; item: number }) =>
        `Item ${d.item} of "${d.key}" has no right answer. Give it under "expected", as {question: answer}, or in the gold key of a question; or judge it in the task's code.`,
    ],
    'task/no-items': [
      400,
      (d: { key: string }) => `"${d.key}" has no items. List some, name a file, or make them in the task's code.`,
    ],
    'task/not-judged': [
      400,
      (d: { key: string }) =>
        `"${d.key}" lets ordinary units decide, and nobody knows their right answers. Name the gold key of a question, or judge them in the task's code.`,
    ],
    'task/gold-shown': [
      400,
      (d: { key: string; place: string }) =>
        `${d.place} would show "${d.key}" to workers, and it holds gold answers or is private. Show another key, or take it out of "gold" and "private".`,
    ],
    'run/bad-settings': [400, (d: { faults: readonly string[] }) => `Nothing was changed.\n${d.faults.join('\n')}`],
    'task/bad-config': [
      400,
      (d: { place: string; reason: string } | { faults: readonly string[] }) =>
        'faults' in d ? d.faults.join('\n') : `${d.place}: ${d.reason}${d.reason.endsWith('?') ? '' : '.'}`,
    ],
    'task/no-secret': [
      400,
      (d: { key: string; name: string }) =>
        `"${d.key}" comes from the environment variable ${d.name}, which is not set where Manyhands runs; set it and start Manyhands again.`,
    ],
    'data/bad-file': [400, (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}.`],
    'data/in-use': [
      409,
      (d: { folder: string }) =>
        `Another Manyhands is using ${d.folder}. Use that one, stop it, or set MANYHANDS_DATA to another folder.`,
    ],
    'daemon/closing': [
      503,
      () => 'Manyhands is stopping. Try again once it is started again: an answer sent twice counts once.',
    ],
    'daemon/opening': [503, () => 'Manyhands is still reading its runs from the log. Try again in a few seconds.'],
    'nats/gone': [503, (d: { sentence: string }) => d.sentence],
  },
  inherited,
);
