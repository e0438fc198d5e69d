import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { InvitationId, WorkerId } from '../../../events/ids.ts';
import { refuse } from '../http/refusals.ts';

const Login = z.enum(['password', 'oidc']);

const Link = z.record(z.string(), z.string());

/** The place at a provider in which a worker is, by ids of the provider, and where its work is handed in. */
const Place = z.object({
  provider: z.string(),
  submission: z.string(),
  offer: z.string().optional(),
  handIn: z
    .object({
      address: z.string(),
      fields: z.record(z.string(), z.string()),
      codeField: z.string(),
      answerField: z.string(),
    })
    .optional(),
});
export type Place = z.infer<typeof Place>;

/** What a token of a run says, by its use. Names of workers are only in cookies, which nobody sends to others. */
const Claims = z.discriminatedUnion('use', [
  /** The link of an invited worker. */
  z.object({ use: z.literal('invitation'), jti: InvitationId, sub: WorkerId }),
  /** The link of an open run, with the word that its config had when the link was made. */
  z.object({ use: z.literal('open'), word: z.string() }),
  /** Leads an account from the app to a run; `sid` is the hash of its session. */
  z.object({ use: z.literal('sign-in'), sub: z.string(), login: Login, sid: z.string() }),
  /** Leads a worker from the link of a panel to their cookie: their id there, and what else the panel has put into the link; or the place at a provider that they took. */
  z.object({ use: z.literal('panel'), sub: z.string(), link: Link, place: Place.optional() }),
  /** Opens the receipt of a worker, who is named by their id here. */
  z.object({ use: z.literal('receipt'), sub: WorkerId }),
  /** What a browser keeps: the worker's name, and what it rests on. */
  z.object({
    use: z.literal('cookie'),
    sub: z.string(),
    invitation: InvitationId.optional(),
    account: z.object({ login: Login, sid: z.string() }).optional(),
    link: Link.optional(),
    place: Place.optional(),
  }),
]);
export type Claims = z.infer<typeof Claims>;

/** Times in ms since 1970. */
type Times = { issuedMs: number; expiresMs?: number };

/** Signs and reads the tokens of runs. */
export type SignedTokens = ReturnType<typeof signedTokens>;

/** Tokens as JSON Web Tokens of one key; `now` is in ms since 1970. */
export function signedTokens(key: Uint8Array, now: () => number) {
  return {
    /** The same claims and times give the same token. */
    sign(run: string, claims: Claims, { issuedMs, expiresMs }: Times): Promise<string> {
      const token = new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(run)
        .setIssuedAt(Math.floor(issuedMs / 1000));
      return (expiresMs === undefined ? token : token.setExpirationTime(Math.ceil(expiresMs / 1000))).sign(key);
    },
    /** The claims of a token for this run; throws `link/mangled`, `link/other-run` or `link/expired`. */
    async read(run: string, token: string): Promise<Claims> {
      const expected = { algorithms: ['HS256'], audience: run, currentDate: new Date(now()) };
      const { payload } = await jwtVerify(token, key, expected).catch((error: unknown) => {
        if (error instanceof errors.JWTExpired) throw refuse('link/expired');
        const isForOther = error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud';
        throw refuse(isForOther ? 'link/other-run' : 'link/mangled');
      });
      const { success, data } = Claims.safeParse(payload);
      if (!success) throw refuse('link/mangled');
      return data;
    },
  };
}
