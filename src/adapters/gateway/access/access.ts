import { refuse } from '../http/refusals.ts';
import { accessFileIn, openAccessFile } from './access-file.ts';
import { isLoopback } from './addresses.ts';
import { countAttempts } from './attempts.ts';
import { openOidc } from './oidc.ts';
import { newSecret } from './secrets.ts';
import { sessionsIn } from './sessions.ts';
import type { AccessSettings } from './settings.ts';
import { tokensIn } from './tokens.ts';
import { type Login, usersIn } from './users.ts';

/** Everything that decides who comes in. */
export type Access = ReturnType<typeof openAccess>;

type Settings = AccessSettings & {
  dataFolder: string;
  now?: () => number;
  /** Whether the house may open without anybody who could sign in, as it does for one command of its own machine. */
  mayBeEmpty?: boolean;
};

/** Opens the accounts of a data folder; refuses where other machines could reach a house that nobody can sign in to. */
export function openAccess({ dataFolder, now = Date.now, mayBeEmpty = false, ...settings }: Settings) {
  const { host = '127.0.0.1', publicUrl, loginAlways = false, oidc } = settings;
  const database = openAccessFile(accessFileIn(dataFolder));
  const users = usersIn(database, now);
  const isPublic = !isLoopback(host) || publicUrl !== undefined;
  if (isPublic && !mayBeEmpty && !oidc && users.list().length === 0) {
    database.close();
    throw refuse('access/none-on-public');
  }

  return {
    users,
    tokens: tokensIn(database, now),
    sessions: sessionsIn(database, now),
    attempts: countAttempts(now),
    oidc: oidc && openOidc(oidc),
    host,
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl),
    /** Whether even whoever sits at this machine has to sign in. */
    asksEverybody: loginAlways || publicUrl !== undefined,
    /** What programs of this machine's user come in with; made anew at each start. */
    ownToken: newSecret(),
    /** How one can sign in here. */
    ways(): Login[] {
      const hasPasswords = users.list().some(({ login }) => login === 'password');
      return [...(hasPasswords || !oidc ? (['password'] as const) : []), ...(oidc ? (['oidc'] as const) : [])];
    },
    close: () => void database.close(),
  };
}
