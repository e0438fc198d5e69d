import { setTimeout as pause } from 'node:timers/promises';
import type { QualificationChange } from '../../../runtime/ports/provider-account.ts';
import { forEachOf, type MturkCalls } from './calls.ts';
import { codeOf } from './failures.ts';

const maxVariants = 300;
/** The list of qualification types shows a new one late: how often it is looked for, and how long between. */
const [lookups, lookupPauseMs] = [3, 500];

/** The qualification types of an account by our names. */
export type QualificationTypes = {
  /** The id of the one with a name; made if there is none. */
  idOf(name: string): Promise<string>;
  /** Makes the values of workers what they are here. Workers are not told. */
  change(name: string, changes: readonly QualificationChange[]): Promise<void>;
};

/** Opens the qualification types of an account. In the sandbox their names end with `_sandbox`, as those of Mephisto. */
export function openQualificationTypes(calls: MturkCalls, isSandbox: boolean): QualificationTypes {
  const known = new Map<string, Promise<string>>();

  function idOf(name: string): Promise<string> {
    const found = known.get(name) ?? findOrMake(calls, isSandbox ? `${name}_sandbox` : name);
    known.set(name, found);
    found.catch(() => known.delete(name));
    return found;
  }

  return {
    idOf,
    async change(name, changes) {
      const QualificationTypeId = await idOf(name);
      await forEachOf(changes, ({ worker: WorkerId, value }) =>
        value === null
          ? takeAway(calls, { QualificationTypeId, WorkerId })
          : give(calls, { QualificationTypeId, WorkerId, IntegerValue: value }),
      );
    },
  };
}

type Grant = { QualificationTypeId: string; WorkerId: string };

/** Given twice, a value is the same; only an e-mail would be sent twice, and there is none. */
async function give(calls: MturkCalls, grant: Grant & { IntegerValue: number }): Promise<void> {
  await calls.ask((mturk) => mturk.associateQualificationWithWorker({ ...grant, SendNotification: false }));
}

const notHeld = ['QualificationDoesNotExist', 'InvalidQualificationState'];

async function takeAway(calls: MturkCalls, grant: Grant): Promise<void> {
  await calls
    .ask((mturk) => mturk.disassociateQualificationFromWorker(grant))
    .catch((error: unknown) => {
      if (!notHeld.includes(codeOf(error) ?? '')) throw error;
    });
}

/** The name itself, or one with a number: the name of a type that was deleted is not free for two days. */
const variantOf = (name: string, nth: number) => (nth === 1 ? name : `${name} (${nth})`);

async function findOrMake(calls: MturkCalls, name: string): Promise<string> {
  const found = await find(calls, name);
  if (found !== undefined) return found;
  for (let nth = 1; nth <= maxVariants; nth++) {
    const made = await make(calls, variantOf(name, nth));
    if (made !== undefined) return made;
    // It may have been made a moment ago, or by a request whose reply was lost.
    for (let lookup = 0; nth === 1 && lookup < lookups; lookup++) {
      const late = await find(calls, name);
      if (late !== undefined) return late;
      await pause(lookupPauseMs);
    }
  }
  throw new Error(`No name is free for the qualification type "${name}".`);
}

/** The type of a name, or of the lowest of its variants. MTurk looks for parts of names. */
async function find(calls: MturkCalls, name: string): Promise<string | undefined> {
  const ids = new Map<string, string>();
  const query = { Query: name, MustBeRequestable: false, MustBeOwnedByCaller: true };
  for await (const { QualificationTypes = [] } of calls.pages((mturk, page) =>
    mturk.listQualificationTypes({ ...query, ...page }),
  ))
    for (const { Name, QualificationTypeId, QualificationTypeStatus } of QualificationTypes)
      if (Name && QualificationTypeId && QualificationTypeStatus === 'Active') ids.set(Name, QualificationTypeId);
  for (let nth = 1; nth <= maxVariants && ids.size > 0; nth++) {
    const id = ids.get(variantOf(name, nth));
    if (id !== undefined) return id;
  }
  return undefined;
}

/** Undefined if the name is taken. */
async function make(calls: MturkCalls, Name: string): Promise<string | undefined> {
  try {
    const { QualificationType } = await calls.ask((mturk) =>
      mturk.createQualificationType({
        Name,
        Description: 'Held by workers whom a requester has chosen for some tasks, or keeps from them.',
        QualificationTypeStatus: 'Active',
      }),
    );
    return QualificationType?.QualificationTypeId;
  } catch (error) {
    if (codeOf(error) === 'QualificationTypeAlreadyExists') return undefined;
    throw error;
  }
}
