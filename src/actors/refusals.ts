import { counted } from './counted.ts';
import { defineRefusals, nameOf, spoken } from './refusal.ts';
import { workRefusals } from './work-refusals.ts';

/** The refusals of runs, units and workers, and those that several folders share; all other tables inherit them. */
export const { refusals, refuse } = defineRefusals(
  {
    'agent/already-submitted': [
      409,
      (_: { agent: string }) =>
        'You have already submitted an answer to this one, and that answer is kept. Open the task page again for the next one.',
    ],
    'agent/answer-too-large': [
      413,
      (d: { bytes: number; most: number }) =>
        `The answer has ${d.bytes} bytes, and this task takes ${d.most} at most, so it was not kept. Send a shorter answer; the limit is max_answer_bytes in the task folder's config.`,
    ],
    'agent/nothing-to-return': [
      409,
      (d: { agent: string }) =>
        `There is nothing to give back: what agent ${d.agent} had was handed in, was given back, or ran out of time. Open the task page again for a new piece of work.`,
    ],
    'agent/too-many-bytes': [
      413,
      (d: { most: number }) =>
        `All files of one piece of work may come to ${d.most} bytes, and with these it would be more, so none of them was kept. Send smaller ones; the limit is max_upload_bytes_in_all in the task folder's config.`,
    ],
    'agent/too-much-metadata': [
      409,
      (d: { packets: number; text: number }) =>
        `Enough was sent beside this answer: ${d.packets} packets and ${d.text} characters are taken, and no more. The answer itself can still be handed in.`,
    ],
    'agent/unknown': [
      404,
      (d: { agent: string }) =>
        `No one is at work here under the agent id "${d.agent}". Open the task page again to get a new piece of work.`,
    ],
    'assignment/adjudicated': [
      409,
      (d: { assignment: string; by: string; answer: string }) =>
        `${nameOf(d.by)} has decided the final answer to ${d.assignment} already: ${d.answer}. To put yours in its place say so: "over": true; the history keeps both.`,
    ],
    'assignment/adjudicated-anew': [
      409,
      (d: { assignment: string; by: string; answer: string }) =>
        `The final answer to ${d.assignment} is not the one you saw: that of ${nameOf(d.by)} is there now: ${d.answer}. Nothing is changed.`,
    ],
    'assignment/not-adjudicated': [
      409,
      (d: { assignment: string }) => `${d.assignment} has no final answer, so there is none to withdraw or replace.`,
    ],
    'assignment/not-in-order': [
      400,
      (d: { nth: number; fault: string }) => `Item ${d.nth} cannot be put in the order of the run: ${d.fault}.`,
    ],
    'assignment/unknown': [404, (d: { assignment: string }) => `No assignment is called "${d.assignment}".`],
    'bonus/another': [
      409,
      (d: { unit: string; amount: string; state: string }) =>
        `Unit ${d.unit} has a bonus of ${d.amount} already, which is ${d.state === 'paid' ? 'paid' : 'still to be paid'}. For one more say so: "another": true, or --another on the command line.`,
    ],
    'bonus/settled': [
      409,
      (d: { bonus: string; state: string }) =>
        `Bonus ${d.bonus} is ${d.state} already, so nothing more can be done with it.`,
    ],
    'bonus/through-provider': [
      409,
      (d: { bonus: string; isPaid: boolean }) =>
        d.isPaid
          ? `Bonus ${d.bonus} was paid through the provider of its worker, so nothing is to be recorded by hand.`
          : `Bonus ${d.bonus} is being paid through the provider of its worker: paid by hand as well, it would be paid twice. The ledger shows where it stands.`,
    ],
    'bonus/unknown': [404, (d: { bonus: string }) => `No bonus is called "${d.bonus}".`],
    'budget/passed': [
      409,
      (d: { scope: string; name: string; cap: string; needed: string; left: string }) =>
        `This needs ${d.needed} with fees, and ${d.left} is left of the budget of ${d.cap} of the ${d.scope} "${d.name}". Raise the budget, or ask for less.`,
    ],
    'comment/not-yours': [
      403,
      (d: { by: string }) =>
        `This comment is by ${nameOf(d.by)}: only they can edit it, and only they or an owner can remove it.`,
    ],
    'comment/unknown': [404, (d: { comment: string; unit: string }) => `Unit ${d.unit} has no comment "${d.comment}".`],
    'conversation/message-too-long': [
      413,
      (d: { most: number }) => `A message may have ${d.most} bytes, so this one was not sent. Make it shorter.`,
    ],
    'conversation/no-such-member': [
      409,
      (d: { agent: string }) =>
        `Agent ${d.agent} is not in this conversation, so nothing can be said to them. Say it to others, or to everybody.`,
    ],
    'conversation/none': [
      409,
      (_: { agent: string }) => 'This piece of work is no conversation, so nothing can be said in it.',
    ],
    'conversation/not-a-member': [
      409,
      (_: { agent: string }) => 'You are no longer part of this conversation. Open the task page again for a new one.',
    ],
    'conversation/not-begun': [409, () => 'The conversation has not begun yet, so this cannot be done in it.'],
    'conversation/not-extensible': [
      409,
      (d: { run: string }) =>
        `Each item of task run ${d.run} is one conversation, and has as many units as that has seats. Add items for more conversations.`,
    ],
    'conversation/not-over': [
      409,
      () => 'The conversation is not over yet, so there is nothing to hand in. You can do that when it ends.',
    ],
    'conversation/over': [409, () => 'The conversation is over, so nothing more can be said in it.'],
    'conversation/step-out-of-order': [
      400,
      (d: { step: number; next: number }) =>
        `The task's own code named step ${d.step}, but only ${counted(d.next, 'step')} went before. Steps are counted from 0, each once.`,
    ],
    'conversation/too-many-messages': [
      409,
      (d: { most: number }) => `This conversation has ${d.most} messages, and takes no more.`,
    ],
    'server/bug': [
      500,
      () => 'Something broke in Manyhands itself. The terminal it runs in says more; nothing was half done.',
    ],
    'invitation/not-by-invitation': [
      409,
      (d: { run: string; identity: string }) =>
        `Run ${d.run} has no invitations, since its worker_identity is "${d.identity}". Launch the task with worker_identity: invited.`,
    ],
    'invitation/over-already': [
      400,
      (d: { expiresAt: string }) =>
        `An invitation until ${d.expiresAt} would have expired already. Give a time to come; nobody was invited.`,
    ],
    'invitation/unknown': [
      404,
      (d: { run: string; worker: string }) => `Nobody called "${d.worker}" is invited to run ${d.run}.`,
    ],
    'import/unknown': [404, (d: { import: string }) => `No import is called "${d.import}".`],
    'log/busy': [
      503,
      () =>
        'More is being asked than can be stored right now. Try again in a few seconds; nothing of this request was kept.',
    ],
    'log/full': [
      507,
      () =>
        'The disk or the log is full, so nothing more can be saved. Free some space or raise the limit, then try again.',
    ],
    'log/unavailable': [
      503,
      () => 'The log does not answer right now. Try again in a few seconds: an answer sent twice counts once.',
    ],
    'offer/over': [
      409,
      (d: { offer: string; status: string }) =>
        `Offer ${d.offer} is ${d.status}, so it gets no further places. Offer the run anew.`,
    ],
    'offer/unknown': [404, (d: { offer: string }) => `The run has no offer "${d.offer}".`],
    'payment/not-in-doubt': [
      409,
      (d: { payment: string; status: string }) =>
        `Payment ${d.payment} is ${d.status.replace('_', ' ')}, or was sent again since you looked: nothing is to be said about it now.`,
    ],
    'payment/not-refused': [
      409,
      (d: { payment: string; status: string }) =>
        `Payment ${d.payment} is ${d.status.replace('_', ' ')}: only one that was refused can be sent once more.`,
    ],
    'payment/sent': [
      409,
      (d: { payment: string; status: string }) =>
        `Payment ${d.payment} is ${d.status.replace('_', ' ')}: it may have been made, so it cannot be taken back.`,
    ],
    'payment/unknown': [404, (d: { payment: string }) => `No payment is called "${d.payment}".`],
    'procedure/not-at-work': [
      409,
      (_: { agent: string }) => 'This piece of work is over, so nothing more can be asked for it.',
    ],
    'procedure/too-many': [
      409,
      (d: { most: number }) =>
        `This page has asked for something ${d.most} times, which is as often as it may. The answer itself can still be handed in.`,
    ],
    'procedure/unknown-call': [404, (d: { call: string }) => `No page has made the call "${d.call}".`],
    'qualification/name-taken': [
      409,
      (d: { name: string }) =>
        `There is a qualification called "${d.name}" already. Use that one, or choose another name.`,
    ],
    'qualification/required': [
      409,
      (d: { name: string; runs: readonly string[] }) =>
        `Runs decide by the qualification "${d.name}" who may work: ${d.runs.slice(0, 3).join(', ')}${d.runs.length > 3 ? ` and ${d.runs.length - 3} more` : ''}. Stop them first.`,
    ],
    'qualification/retired': [
      409,
      (d: { name: string }) =>
        `The qualification "${d.name}" is retired, so it can be neither changed nor granted. Create a new one.`,
    ],
    'qualification/unknown': [
      404,
      (d: { qualification: string }) =>
        `No qualification is called "${d.qualification}". "./bin/manyhands qualifications" lists those there are.`,
    ],
    'recovery/newer-decision': [
      409,
      (d: { unitId: string }) =>
        `${d.unitId} is decided now, and what was lost may be older than that: it is left as it is.`,
    ],
    'recovery/other-work': [
      409,
      (d: { unitId: string }) =>
        `${d.unitId} was done by somebody else meanwhile, so what was said of the lost answer is not recorded.`,
    ],
    'request/not-storable': [
      400,
      (d: { words: string }) => `What was sent would not be kept as it is, so nothing of it was kept: ${d.words}.`,
    ],
    'request/too-deep': [
      400,
      (d: { most: number }) =>
        `What was sent has lists and objects more than ${d.most} levels deep in each other, so nothing of it was kept. Send it with fewer.`,
    ],
    'request/too-large': [
      413,
      () =>
        "What was sent is larger than allowed here, so nothing of it was kept. Send a shorter answer, smaller files, or a command of up to 1 MiB; the limits of answers and files are max_answer_bytes and max_upload_bytes in the task folder's config.",
    ],
    'review/no-reason': [
      400,
      (d: { decision: string }) =>
        `To have an answer ${spoken(d.decision)} needs a reason: a note that says why, which only reviewers see. Nothing was decided.`,
    ],
    'review/second-opinion': [
      409,
      (d: { unit: string }) =>
        `You asked for a second opinion on unit ${d.unit}, so somebody else decides it. Withdraw the request to decide yourself: undo it in the app, or with "./bin/manyhands review undo ${d.unit}".`,
    ],
    'rule/unknown-application': [
      404,
      (d: { application: string; run: string }) =>
        `Run ${d.run} has no applied rule called "${d.application}". "./bin/manyhands rules ${d.run}" lists what its rules did.`,
    ],
    'run/already-open': [409, (d: { run: string }) => `Task run ${d.run} exists already.`],
    'run/code-not-trusted': [
      409,
      (d: { run: string }) =>
        `Task run ${d.run} came by an archive before its data was read to the end, and the code that reads the rest is not run here; launch the task in this data folder to collect more.`,
    ],
    'run/not-for-development': [
      409,
      (d: { run: string }) =>
        `Task run ${d.run} keeps the page of its launch, so that its answers are all from one page. A run that is launched with --watch builds its page anew.`,
    ],
    'run/not-launched': [
      409,
      (d: { run: string; status: string }) =>
        `Task run ${d.run} is ${d.status}; only a launched run can be paused, and only a paused one resumed.`,
    ],
    'run/not-over': [
      409,
      (d: { run: string }) =>
        `Run ${d.run} is not over yet, so it cannot be hidden. Stop it first, or wait for its end.`,
    ],
    'run/data-unfinished': [
      409,
      (d: { run: string; missing: number; format?: string }) =>
        `Task run ${d.run} still lacks ${counted(d.missing, 'item')} of the ${d.format === undefined ? '' : `.${d.format} `}file that was added last. Add that file again first: it goes on where it ended.`,
    ],
    'run/not-more': [
      409,
      (d: { run: string; units: number }) =>
        `Every item of task run ${d.run} has ${counted(d.units, 'unit')} already; ask for a larger number.`,
    ],
    'run/open-link-used': [
      409,
      (d: { run: string; word: string | null }) =>
        `Task run ${d.run} has had an open link ${d.word === null ? 'without a word' : `with the word "${d.word}"`} before, which would be valid again; choose another word.`,
    ],
    'run/over-max-units': [
      409,
      (d: { run: string; units: number; most: number }) =>
        `Items of task run ${d.run} have at most ${counted(d.most, 'unit')}, by "agreement.max_units", so ${d.units} are too many. Change both settings at once.`,
    ],
    'run/not-open': [
      409,
      (d: { run: string; status: string }) => `Task run ${d.run} is ${d.status}, so this cannot be done any more.`,
    ],
    'unit/already-reviewed': [
      409,
      (d: { unit: string; status: string; by: string }) =>
        `Unit ${d.unit} is ${spoken(d.status)} already, by ${nameOf(d.by)}. Undo that first to decide anew.`,
    ],
    'unit/not-due': [409, (d: { unit: string }) => `The deadline of unit ${d.unit} has not passed.`],
    'unit/not-open': [
      409,
      (d: { unit: string; status: string }) => `Unit ${d.unit} is ${d.status}, so it cannot be given out or withdrawn.`,
    ],
    'unit/not-reviewed': [
      409,
      (d: { unit: string }) => `Nothing was decided on unit ${d.unit}, so there is nothing to undo or to add to.`,
    ],
    'unit/not-submitted': [
      409,
      (d: { unit: string; status: string }) => `Unit ${d.unit} is ${d.status}; only submitted work can be reviewed.`,
    ],
    'unit/unknown': [404, (d: { unit: string }) => `No unit is called "${d.unit}".`],
    'verdict/in-progress': [
      409,
      (d: { verdict: string }) =>
        `Verdict ${d.verdict} is still being carried out. Undo it when it has come to its end.`,
    ],
    'verdict/superseded': [
      409,
      (d: { unit: string; status: string; by: string }) =>
        `Unit ${d.unit} is ${spoken(d.status)} by ${nameOf(d.by)}, and not by this verdict. It was left as it is.`,
    ],
    'verdict/undone': [409, (d: { verdict: string }) => `Verdict ${d.verdict} is undone already.`],
    'verdict/unknown': [404, (d: { verdict: string }) => `No verdict is called "${d.verdict}".`],
    'worker/blocked': [
      409,
      (d: { worker: string; reason: string }) =>
        `Worker ${d.worker} is blocked already, and the reason given was "${d.reason}". Unblock them first to give another.`,
    ],
    'worker/unknown': [
      404,
      (d: { worker: string }) =>
        `No worker has the id or name "${d.worker}". Ids look like w5k2pq9xa7; "./bin/manyhands workers --search NAME" finds that of somebody who has worked here.`,
    ],
  },
  workRefusals,
);
