import { counted } from '../../../actors/counted.ts';
import { defineRefusals } from '../../../actors/refusal.ts';
import { refusals as inherited } from '../../../runtime/refusals/refusals.ts';

/** The end of the sentence about an unknown key: all keys that are known. */
function keysAfter(meant: string | undefined, known: readonly string[]): string {
  if (known.length === 0) return '.';
  return `${meant === undefined ? '; its' : ' Its'} keys are ${known.join(', ')}.`;
}

/** The refusals of the HTTP gateway, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'agent/newer-draft': [
      409,
      () =>
        'A newer draft of this answer was saved from another page, so this one was not kept. Load the page again to go on with the newer one.',
    ],
    'agent/no-draft': [
      409,
      () => 'There is nothing here of which a draft could be kept. Open the task page again for a new piece of work.',
    ],
    'conversation/unknown': [
      404,
      (d: { conversation: string }) =>
        `No conversation is called "${d.conversation}". GET /api/runs/<run>/conversations lists those of a run.`,
    ],
    'access/bad-name': [
      400,
      (d: { name: string }) =>
        `"${d.name}" cannot be a name: use up to 100 letters, digits and the signs . _ @ + - (an e-mail address is fine).`,
    ],
    'access/bad-reviewer': [
      400,
      () =>
        'The header "x-reviewer" cannot be the name of a reviewer: use up to 64 letters, digits and the signs _ . @ - for it, or leave it out.',
    ],
    'access/bad-token': [
      401,
      () => 'The token is unknown, revoked or expired. Make a new one with "./bin/manyhands users token <name>".',
    ],
    'access/damaged': [
      503,
      (d: { file: string }) =>
        `The accounts in ${d.file} cannot be read. Restore the file from a backup of the data folder, or move it away to start without accounts.`,
    ],
    'access/denied': [
      403,
      (d: { role: string; needed: string }) =>
        `This needs the role ${d.needed}, and yours is ${d.role}. An owner can change it with "./bin/manyhands users role".`,
    ],
    'access/login-needed': [401, () => 'You are not signed in, or your session has ended. Sign in and try again.'],
    'access/name-of-account': [
      403,
      (d: { name: string }) =>
        `You are signed in as "${d.name}", and an account has no earlier name. Leave "earlier_name" out.`,
    ],
    'access/name-taken': [409, (d: { name: string }) => `An account called "${d.name}" already exists.`],
    'access/no-address': [
      400,
      (d: { name: string }) =>
        `"${d.name}" is not an e-mail address. Users of an identity provider are added by e-mail address, or by domain like @example.org.`,
    ],
    'access/no-own-password': [
      409,
      () => 'You are not signed in with a password, so it cannot be changed. Sign in with your password first.',
    ],
    'access/none-on-public': [
      409,
      () =>
        'There is no account yet, so Manyhands does not listen on other addresses. Add an owner with "./bin/manyhands users add <name> --role owner", or set MANYHANDS_OIDC_ISSUER, then start again.',
    ],
    'access/not-from-app': [
      403,
      () => 'Cookie sessions must send JSON or the header "x-manyhands: 1", so that other sites cannot send changes.',
    ],
    'access/not-invited': [
      403,
      (d: { email: string }) => `${d.email} has no account here. Ask an owner to add that address, then sign in again.`,
    ],
    'access/oidc-failed': [
      403,
      (d: { reason: string }) => `The sign-in was not completed (${d.reason}). Begin again from the login page.`,
    ],
    'access/oidc-unavailable': [
      503,
      () => 'The identity provider does not reply as expected. Try again in a minute, or contact the administrator.',
    ],
    'access/other-version': [
      409,
      (d: { file: string }) =>
        `The accounts in ${d.file} were written by a newer version of Manyhands. Nothing was changed: use that version.`,
    ],
    'access/password-elsewhere': [
      409,
      (d: { name: string }) => `"${d.name}" signs in with the identity provider and has no password here.`,
    ],
    'access/too-many-attempts': [
      429,
      (d: { seconds: number }) => `Too many attempts to sign in. Wait ${counted(d.seconds, 'second')}, then try again.`,
    ],
    'access/unknown-person': [
      404,
      (d: { name: string }) => `There is no account called "${d.name}". "./bin/manyhands users list" shows all.`,
    ],
    'access/unknown-token': [
      404,
      (d: { id: string }) => `There is no token called "${d.id}". "./bin/manyhands users list" shows all.`,
    ],
    'access/weak-password': [400, (d: { least: number }) => `A password needs at least ${d.least} characters.`],
    'access/wrong-password': [401, () => 'The name or the password is wrong. Check both and try again.'],
    'access/wrong-present-password': [
      403,
      () => 'The current password is wrong, so nothing was changed. Type it again, or ask an owner for a new one.',
    ],
    'file/not-shown': [
      415,
      (d: { type: string }) =>
        `The file cannot be shown${d.type && ` as ${d.type}`}, because its contents are not of a type that is safe to show. Save it instead.`,
    ],
    'file/unknown': [404, (d: { hash: string }) => `There is no file ${d.hash}.`],
    'link/expired': [403, () => 'This link has expired. Ask the people who sent it to you for a new one.'],
    'link/key-damaged': [
      503,
      (d: { file: string }) =>
        `The key for workers' links in ${d.file} is damaged. Restore the file from a backup of the data folder, or move it away: then a new one is made, and invited workers need new links.`,
    ],
    'link/mangled': [
      403,
      () => 'Part of this link is missing or was changed, so it does not say who you are. Open it as you got it.',
    ],
    'link/names-worker': [
      403,
      () =>
        'This study knows its workers by a cookie of their browser, so a link to it names nobody. Open it without "worker_id".',
    ],
    'link/needed': [
      403,
      () => 'This page does not know who you are. Open the link that you were sent, in this browser.',
    ],
    'link/no-worker-in-it': [
      400,
      () =>
        'This link does not say who you are. Open the study once more from where you found it; if that does not help, tell the people who run it.',
    ],
    'link/other-run': [403, () => 'This link is for another study. Open the one that you were sent for this study.'],
    'link/other-worker': [
      403,
      () =>
        'This was sent under the name of another worker than the one whose link was opened in this browser. Open your own link, without changes.',
    ],
    'link/replaced': [403, () => 'This link was replaced by a newer one. Ask the people who sent it to you for that.'],
    'link/sign-in-needed': [403, () => 'You are not signed in. Sign in, then open this page again.'],
    'link/signed-out': [403, () => 'You are not signed in any more. Sign in again, then open this page again.'],
    'link/without-person': [
      503,
      () => 'This page is for people, so it is not opened in advance, or for programs that follow links.',
    ],
    'messages/too-often': [
      429,
      (_: { seconds: number }) => 'Messages were requested too often. Try again in a minute.',
    ],
    'onboarding/unknown': [404, (d: { onboarding: string }) => `No onboarding has the id "${d.onboarding}".`],
    'payout/bad-position': [
      400,
      (d: { upto: number; head: number }) =>
        `The log ends at ${d.head}, so nothing was owed or paid as of ${d.upto}. Give the position of a list of payouts.`,
    ],
    'payout/nothing-due': [
      409,
      () => 'Nothing of it is due any more: it is recorded as paid already, or was taken back. Look at the list again.',
    ],
    'payout/nothing-paid': [
      409,
      () => 'Nothing of it is recorded as paid, or it was taken back already. Look at the list of what was paid.',
    ],
    'payout/unreadable-run': [
      409,
      (d: { run: string }) =>
        `The run ${d.run} takes no commands, since its history cannot be read or its import is unfinished. Nothing was recorded. See /health for what can be done, or name the other runs to record theirs.`,
    ],
    'port/in-use': [
      409,
      (d: { port: number }) =>
        `Port ${d.port} is in use by another program. Set MANYHANDS_PORT to a free port; MANYHANDS_PORT=0 lets the system choose.`,
    ],
    'recovery/files-missing': [
      409,
      (d: { run: string }) =>
        `Files of an answer of ${d.run} are no longer stored; the rest of the answer is recorded.`,
    ],
    'recovery/item-missing': [
      409,
      (d: { run: string; index: number }) =>
        `The items of ${d.run} must be in order, and item ${d.index} is missing: send the file unchanged.`,
    ],
    'replay/unknown': [404, (d: { id: string }) => `No run, unit, agent, worker or qualification is called "${d.id}".`],
    'replay/unreadable': [
      409,
      (d: { position: string; type: string; reason: string }) =>
        `The replay ends here: the fact at ${d.position} (${d.type}) cannot be read (${d.reason.replace(/\.$/, '')}). The version of Manyhands that wrote it can replay the rest.`,
    ],
    'request/bad-address': [
      400,
      () => 'The address is not valid: after "%" come two hexadecimal digits of UTF-8 text.',
    ],
    'request/bad-filter': [
      400,
      (d: { filter: string }) =>
        `No fact can match the filter "${d.filter}". A filter looks like facts.*.unit.submitted; docs/facts.md lists all facts.`,
    ],
    'request/empty-value': [
      400,
      (d: { key: string }) => `"${d.key}" has no value after "?": give it one, or leave it out.`,
    ],
    'request/foreign-origin': [403, () => 'Pages of other origins may not send this request.'],
    'request/headers-too-large': [431, () => 'The headers of the request are too large. Send less than 16 kB of them.'],
    'request/not-http': [400, () => 'This is not a valid HTTP request.'],
    'request/too-often': [
      429,
      (d: { seconds: number }) =>
        `Too many requests from your address. Wait ${counted(d.seconds, 'second')}, then try again; nothing was saved.`,
    ],
    'request/too-slow': [408, () => 'The request did not arrive in time. Send it again.'],
    'request/unknown-key': [
      400,
      (d: { unknown: string; meant?: string; known: readonly string[] }) =>
        `This address takes no key ${JSON.stringify(String(d.unknown).slice(0, 100))} after "?"${d.meant === undefined ? '' : `; did you mean "${d.meant}"?`}${keysAfter(d.meant, d.known)}`,
    ],
    'request/unknown-path': [404, (d: { path: string }) => `There is nothing at ${d.path}.`],
    'request/wrong-method': [
      405,
      (d: { method: string; path: string; allowed: readonly string[] }) =>
        `${d.path} cannot be requested with ${d.method}; use ${d.allowed.join(' or ')}.`,
    ],
    'review/no-view': [
      404,
      (d: { unit: string }) =>
        `The task of unit ${d.unit} has no review view. Set task_source_review or review_page in its config, and launch again.`,
    ],
    'review/partly': [
      409,
      (d: { reviewed: string; reason: string }) => `${d.reviewed} reviewed, the rest is not: ${d.reason}`,
    ],
    'settings/bad-host': [
      400,
      (d: { value: string }) =>
        `MANYHANDS_HOST is "${d.value}". It must be an IP address of this machine; 0.0.0.0 means all of them.`,
    ],
    'settings/bad-login': [400, () => 'MANYHANDS_LOGIN must be "auto" (no login on this machine) or "always".'],
    'settings/bad-oidc': [400, (d: { reason: string }) => `The identity provider cannot be used: ${d.reason}.`],
    'settings/bad-public-url': [
      400,
      (d: { name: string }) =>
        `${d.name} must be an address with a host name and no path, like https://study.example.org.`,
    ],
    'procedure/too-large': [
      413,
      (d: { bytes: number; most: number }) =>
        `What was sent has ${d.bytes} bytes, and a procedure takes ${d.most} at most. Send less, or hand it in with the answer.`,
    ],
    'task/unknown': [
      404,
      (d: { task: string }) => `No task is called "${d.task}". "./bin/manyhands runs" lists all runs with their tasks.`,
    ],
    'upload/no-room': [
      503,
      () => 'Too many files are being uploaded right now. Try again in a minute; nothing was saved.',
    ],
    'worker/ambiguous': [
      409,
      (d: { word: string; workers: readonly string[]; hasMore: boolean }) =>
        `"${d.word}" can mean several workers: ${d.workers.join(', ')}${d.hasMore ? ' and others' : ''}. Give the id of one.`,
    ],
  },
  inherited,
);
