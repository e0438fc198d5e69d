import { basename } from 'node:path';
import { isDamage } from '../../../projections/store/database.ts';
import { isLoopback } from '../../addresses.ts';
import { refuse } from '../http/refusals.ts';
import { accessFileIn, openAccessFile } from './access-file.ts';
import { countAttempts } from './attempts.ts';
import { openOidc } from './oidc.ts';
import { newSecret } from './secrets.ts';
import { sessionsIn } from './sessions.ts';
import type { AccessSettings } from './settings.ts';
import { tokensIn } from './tokens.ts';
import { type Login, usersIn } from './users.ts';

/** Accounts, tokens, sessions and sign-in. */
export type Access = ReturnType<typeof openAccess>;

type Settings = AccessSettings & {
  dataFolder: string;
  now?: () => number;
  /** Whether the daemon may open without an account, as it does for one command of its own machine. */
  mayBeEmpty?: boolean;
  /** Called once, with a sentence, when the file of the accounts turns out to be damaged. */
  onDamaged?: (sentence: string) => void;
};

/** Opens the accounts of a data folder; throws `access/none-on-public` where other machines reach it and nobody could sign in. */
export function openAccess({ dataFolder, now = Date.now, mayBeEmpty = false, onDamaged, ...settings }: Settings) {
  const { host = '127.0.0.1', publicUrl, loginAlways = false, oidc } = settings;
  const file = accessFileIn(dataFolder);
  const database = openAccessFile(file);
  const withDamageNamed = namingDamage(file, onDamaged);
  const users = withDamageNamed(usersIn(database, now));
  const isPublic = !isLoopback(host) || publicUrl !== undefined;
  try {
    if (isPublic && !mayBeEmpty && !oidc && users.list().length === 0) throw refuse('access/none-on-public');
  } catch (error) {
    database.close();
    throw error;
  }

  return {
    users,
    tokens: withDamageNamed(tokensIn(database, now)),
    sessions: withDamageNamed(sessionsIn(database, now)),
    attempts: countAttempts(now),
    oidc: oidc && openOidc(oidc),
    host,
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl),
    /** Whether callers on this machine have to sign in, too. */
    requiresSignIn: loginAlways || publicUrl !== undefined,
    /** The token of programs of this machine's user; new at each start. */
    ownToken: newSecret(),
    /** The available ways to sign in. */
    ways(): Login[] {
      const hasPasswords = users.list().some(({ login }) => login === 'password');
      return [...(hasPasswords || !oidc ? (['password'] as const) : []), ...(oidc ? (['oidc'] as const) : [])];
    },
    close: () => void database.close(),
  };
}

/** Has functions throw `access/damaged` where SQLite says that a file is damaged: other errors of this kind are about the rows. */
function namingDamage(file: string, onDamaged: Settings['onDamaged']) {
  let isReported = false;
  function rethrow(error: unknown): never {
    if (!isDamage(error)) throw error;
    if (!isReported) onDamaged?.(refuse('access/damaged', { file }).message);
    isReported = true;
    // Without the folder: strangers read this, too.
    throw refuse('access/damaged', { file: basename(file) });
  }
  const named =
    (call: (...values: unknown[]) => unknown) =>
    (...values: unknown[]): unknown => {
      try {
        const result = call(...values);
        return result instanceof Promise ? result.catch(rethrow) : result;
      } catch (error) {
        return rethrow(error);
      }
    };
  return <Functions extends object>(functions: Functions): Functions =>
    Object.fromEntries(Object.entries(functions).map(([name, call]) => [name, named(call)])) as Functions;
}
