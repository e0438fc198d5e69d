import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AgentId, WorkerId } from '../../../events/ids.ts';
import type { RunDescription, RuntimeCalls } from '../../../runtime/calls.ts';
import { randomLetters } from '../../../runtime/ids.ts';
import type { Provider } from '../../../runtime/ports/provider.ts';
import type { Access } from '../access/access.ts';
import type { Session } from '../access/sessions.ts';
import { refuse } from '../http/refusals.ts';
import type { Claims, Place, SignedTokens } from './signed-tokens.ts';
import { embeddingOf } from './visitors.ts';
import { workerCookies } from './worker-cookies.ts';

/** The provider of workers who come by a link of the requester. */
export const provider = 'inhouse';

/** The provider of a run's worker: the one in whose place they are, or the panel that all come from, if there is one. */
export const providerOf = ({ config }: Pick<RunDescription, 'config'>, known?: Pick<KnownWorker, 'place'>): string =>
  known?.place?.provider ?? config.panel?.name ?? provider;

/** Who a browser's worker is: the name at the provider and, in a run for invited workers, the invitation; from a panel, what else it has put into their link; from a provider, their place. */
export type KnownWorker = {
  worker: string;
  invitationId?: string;
  link?: Readonly<Record<string, string>>;
  place?: Place;
};

type Settings = {
  calls: RuntimeCalls;
  tokens: SignedTokens;
  access: Pick<Access, 'publicUrl' | 'sessions' | 'users'>;
  providers: readonly Provider[];
  frameAncestors?: readonly string[];
  now: () => number;
  /** Called with the agents of each request of a page, once it is known that they are its own. */
  onHeard: (run: string, agentIds: readonly string[]) => Promise<void>;
};

type Described = Pick<RunDescription, 'run' | 'identity' | 'config'>;
type Cookie = Extract<Claims, { use: 'cookie' }>;
type Account = NonNullable<Cookie['account']>;

/** Tells who a worker is, by the cookie of a run's origin, and gives them that cookie. */
export type Identity = ReturnType<typeof openIdentity>;

/** Opens the identities of workers; unsigned runs have none, and believe the name that a page gives. */
export function openIdentity({ calls, tokens, access, providers, frameAncestors, now, onHeard }: Settings) {
  const { sessions, users, publicUrl } = access;
  const cookies = workerCookies({ publicUrl, frameAncestors });

  const idOf = (described: Described, known: KnownWorker) => idIn(calls, known.worker, providerOf(described, known));
  const accountOf = (account: Account, read = sessions.renewHashed) => nameOf(account, read(account.sid), users);

  const cookieOf = (run: string, request: FastifyRequest) => cookieIn(tokens, run, cookies.read(request));

  async function find(
    { run, identity, config }: Described,
    request: FastifyRequest,
    readSession = sessions.renewHashed,
  ): Promise<KnownWorker | undefined> {
    const claims = await cookieOf(run, request);
    if (!claims) return undefined;
    if (identity === 'invited')
      return claims.invitation && guestOf(calls, run, { worker: claims.sub, invitationId: claims.invitation });
    if (identity === 'account') return claims.account && workerNamed(accountOf(claims.account, readSession));
    // Where workers come from providers, a name alone says nothing.
    return config.offers && !claims.place ? undefined : fromLink(claims);
  }

  async function require(run: Described, request: FastifyRequest): Promise<KnownWorker> {
    const known = await find(run, request);
    if (known) return known;
    throw await unknown(run, request);
  }

  /** Why it is not known who a browser's worker is. */
  async function unknown({ run, identity }: Described, request: FastifyRequest) {
    const hadCookie = (await cookieOf(run, request)) !== undefined;
    if (identity === 'account') return refuse(hadCookie ? 'link/signed-out' : 'link/sign-in-needed');
    return refuse(identity === 'invited' && hadCookie ? 'work/invitation-withdrawn' : 'link/needed');
  }

  async function keep(
    { run, config }: Described,
    worker: Omit<Cookie, 'use'>,
    exchange: { request: FastifyRequest; reply: FastifyReply },
  ) {
    const cookie = await tokens.sign(run, { use: 'cookie', ...worker }, { issuedMs: now() });
    cookies.keep(exchange.request, exchange.reply, cookie, embeddingOf(config, providers).length > 0);
  }

  return {
    /** The worker of this browser, if it has a cookie of the run that is still good. */
    find: (run: Described, request: FastifyRequest) => find(run, request),
    /** Whether an agent is still of this browser's worker: neither a request of theirs nor a sign that they are there. */
    async isStillOwn(run: Described, request: FastifyRequest, agentId: AgentId): Promise<boolean> {
      if (run.identity === 'unsigned') return true;
      const known = await find(run, request, sessions.lookHashed);
      const [agent] = await calls.run.agents({ run: run.run, agentIds: [agentId] });
      return known !== undefined && agent?.workerId === (await idOf(run, known));
    },
    /** The worker of this browser, who must be the one that the page names; undefined in an unsigned run. Throws `link/needed`, `link/sign-in-needed`, `link/signed-out` or `link/other-worker`. */
    async arriving(run: Described, request: FastifyRequest, name: string): Promise<KnownWorker | undefined> {
      if (run.identity === 'unsigned') return undefined;
      const known = await require(run, request);
      if (known.worker !== name) throw refuse('link/other-worker');
      return known;
    },
    /** Throws unless these agents are of this browser's worker; agents that do not exist are nobody's. */
    async requireOwn(run: Described, request: FastifyRequest, agentIds: readonly (AgentId | string)[]): Promise<void> {
      if (run.identity === 'unsigned' || agentIds.length === 0) return onHeard(run.run, agentIds);
      const own: WorkerId = await idOf(run, await require(run, request));
      const agents = await calls.run.agents({ run: run.run, agentIds });
      if (agents.some(({ workerId }) => workerId !== own)) throw refuse('link/other-worker');
      await onHeard(run.run, agentIds);
    },
    /** The worker whom a token names; for the link of an open run the one of this browser, also if the link was replaced, or else a new one. Throws what is wrong with it. */
    async behind({ run, identity }: Described, token: string, known?: KnownWorker): Promise<Omit<Cookie, 'use'>> {
      const claims = await tokens.read(run, token);
      if (claims.use === 'invitation' && identity === 'invited') {
        const { jti: invitationId, sub: workerId } = claims;
        return { sub: await calls.run.guest({ run, workerId, invitationId }), invitation: invitationId };
      }
      if (claims.use === 'open' && identity === 'open')
        return known ? { sub: known.worker } : newGuest(calls, run, claims.word);
      if (claims.use === 'sign-in' && identity === 'account') {
        const { login, sid } = claims;
        const name = accountOf({ login, sid });
        if (name === undefined) throw refuse('link/signed-out');
        return { sub: name, account: { login, sid } };
      }
      if (claims.use === 'panel' && identity === 'panel') return takenFrom(claims);
      throw refuse('link/mangled');
    },
    /** The id of the worker of this browser; throws as `arriving` does. */
    workerIdOf: async (run: Described, request: FastifyRequest): Promise<WorkerId> =>
      idOf(run, await require(run, request)),
    unknown,
    keep,
  };
}

/** What the cookie of a browser says; undefined for one that is not of this run. */
async function cookieIn(
  tokens: Pick<SignedTokens, 'read'>,
  run: string,
  value: string | undefined,
): Promise<Cookie | undefined> {
  const claims = value === undefined ? undefined : await tokens.read(run, value).catch(() => undefined);
  return claims?.use === 'cookie' ? claims : undefined;
}

const fromLink = ({ sub: worker, link = {}, place }: Cookie): KnownWorker => ({
  worker,
  ...(Object.keys(link).length > 0 ? { link } : {}),
  ...(place ? { place } : {}),
});

const takenFrom = ({ sub, link, place }: Pick<Extract<Claims, { use: 'panel' }>, 'sub' | 'link' | 'place'>) =>
  place ? { sub, link, place } : { sub, link };

const idIn = ({ workspace }: RuntimeCalls, name: string, of = provider) =>
  workspace.workerNamed({ provider: of, name });

/** The link of a replaced invitation may be in other hands, so its cookie is nobody's; who was only withdrawn may finish. */
async function guestOf(
  calls: RuntimeCalls,
  run: string,
  guest: Required<Pick<KnownWorker, 'worker' | 'invitationId'>>,
) {
  const { worker, invitationId } = guest;
  const isLast = await calls.run.isLastInvitation({ run, workerId: await idIn(calls, worker), invitationId });
  return isLast ? guest : undefined;
}

/** The name of an account, while it is signed in with this session. */
const nameOf = ({ login }: Account, session: Session | undefined, users: Settings['access']['users']) =>
  session && session.login === login ? users.present(session.name, login)?.name : undefined;

/** A worker whom nobody has met before, for whoever has the open link. */
async function newGuest({ run }: RuntimeCalls, runId: string, word: string): Promise<{ sub: string }> {
  // Described anew, since the word may have changed.
  const { openLink } = await run.describe({ run: runId });
  if (word !== openLink) throw refuse('link/replaced');
  return { sub: `guest-${randomLetters(16)}` };
}

const workerNamed = (worker: string | undefined) => (worker === undefined ? undefined : { worker });
