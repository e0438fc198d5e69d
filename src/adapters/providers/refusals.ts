import { counted } from '../../actors/counted.ts';
import { defineRefusals } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../runtime/refusals/refusals.ts';

const listed = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');

/** The refusals of providers and of the accounts there, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'provider/bad-address': [
      400,
      (d: { key: string; reason: string }) =>
        `This cannot be the address of a provider ("${d.key}"): ${d.reason}. Give one that begins with https://, or leave it out.`,
    ],
    'provider/bad-options': [
      400,
      (d: { provider: string; faults: readonly string[] }) =>
        `What is said for ${d.provider} is wrong. ${d.faults.join(' ')} Correct it, and launch again.`,
    ],
    'provider/busy': [
      429,
      (d: { provider: string; seconds: number }) =>
        `${d.provider} says that there are too many requests, and nothing was done. Try again in ${d.seconds} seconds.`,
    ],
    'provider/missing-keys': [
      400,
      (d: { provider: string; keys: readonly string[] }) =>
        `An account at ${d.provider} needs ${listed(d.keys)}. Give what is missing.`,
    ],
    'provider/no-access': [
      403,
      (d: { provider: string; says: string }) =>
        `${d.provider} does not let this account do that: ${d.says} Ask ${d.provider} for it, or use another account.`,
    ],
    'provider/no-account': [
      400,
      (d: { provider: string; others: readonly string[] }) =>
        `No account is needed for ${d.provider}. Accounts are for ${listed(d.others)}.`,
    ],
    'provider/no-offers': [
      400,
      (d: { provider: string }) => `Nothing can be offered at ${d.provider}. Use an account at another provider.`,
    ],
    'provider/not-found': [
      404,
      (d: { provider: string; says: string }) =>
        `${d.provider} does not find this: ${d.says} It may have been deleted there.`,
    ],
    'provider/other-currency': [
      409,
      (d: { provider: string; has: string; asked: string }) =>
        `The account at ${d.provider} is in ${d.has}, and this pays in ${d.asked}. Pay in ${d.has}, or use another account.`,
    ],
    'provider/refused': [
      409,
      (d: { provider: string; says: string }) =>
        `${d.provider} refused this: ${d.says} Change what it names, and try again.`,
    ],
    'provider/too-little-money': [
      409,
      (d: { provider: string; says: string }) =>
        `There is too little money in the account at ${d.provider}: ${d.says} Top it up there, and try again.`,
    ],
    'provider/unavailable': [
      503,
      (d: { provider: string; reason: string }) => `${d.provider} cannot be reached: ${d.reason}. Try again later.`,
    ],
    'provider/unknown': [
      404,
      (d: { provider: string; others: readonly string[] }) =>
        `There is no provider "${d.provider}". Those with accounts are ${listed(d.others)}.`,
    ],
    'provider/unknown-keys': [
      400,
      (d: { provider: string; keys: readonly string[]; known: readonly string[] }) =>
        `An account at ${d.provider} has no ${listed(d.keys)}. Its keys are ${listed(d.known)}.`,
    ],
    'provider/wrong-key': [
      422,
      (d: { provider: string }) =>
        `${d.provider} does not know this key. It may be mistyped or revoked: make a new one there and register it.`,
    ],
    'requester/bad-name': [
      400,
      (d: { most: number }) =>
        `A requester's name has at most ${counted(d.most, 'character')}: letters, digits, and . _ @ + - between them. Choose another one.`,
    ],
    'requester/name-taken': [
      409,
      (d: { name: string; provider: string }) =>
        `The name "${d.name}" is that of an account at ${d.provider}. Choose another name, or remove that one first.`,
    ],
    'requester/other-account': [
      409,
      (d: { name: string; before: string; now: string }) =>
        `"${d.name}" is the account of ${d.before}, and this key is that of ${d.now}. Register it under a name of its own.`,
    ],
    'requester/too-many': [
      409,
      (d: { most: number }) =>
        `There are ${counted(d.most, 'requester')} already, which is the maximum. Remove one that is no longer used.`,
    ],
    'requester/unknown': [
      404,
      (d: { name: string }) => `There is no requester "${d.name}". "./bin/manyhands requesters" shows all.`,
    ],
  },
  inherited,
);
