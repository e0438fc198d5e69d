import { z } from 'zod';
import type { OpenAccount, ProviderAccount } from '../../../runtime/ports/provider-account.ts';
import { openTurns } from '../../../runtime/turns.ts';
import type { ProlificApi } from './api.ts';
import type { Session } from './certain.ts';
import { costOf } from './cost.ts';
import { block, mirror, unblock } from './groups.ts';
import { eventOf, subscribe } from './hooks.ts';
import { message } from './messages.ts';
import { find, maxTogether, prepare, send } from './payments.ts';
import { cleanUp, publish } from './publishing.ts';
import { openOffers, pause, raisePlaces, resume, statusOf, withdraw } from './study-life.ts';
import { askToReturn, reject, submissions, submissionsOf } from './submissions.ts';

const Me = z.object({
  id: z.string(),
  email: z.string().nullish(),
  name: z.string().nullish(),
  currency_code: z.string(),
  available_balance: z.int().nullish(),
});

/** Whose account it is. */
export async function readAccount(api: ProlificApi): Promise<ProviderAccount> {
  const { id, email, name, currency_code, available_balance } = await api.get('users/me/', Me);
  return {
    id,
    name: name?.trim() || email || id,
    currency: currency_code,
    availableCents: available_balance ?? null,
  };
}

const usualPauseMs = 1000;

/** An account at Prolific, with all that it can do. */
export function openAccount(api: ProlificApi, { pauseMs = usualPauseMs }: { pauseMs?: number } = {}): OpenAccount {
  const session: Session = { api, inTurn: openTurns(), pauseMs };
  return {
    account: () => readAccount(api),
    cost: (terms) => costOf(session, terms),
    publish: (terms, onProgress) => publish(session, terms, onProgress),
    status: (offer) => statusOf(session, offer),
    raisePlaces: (offer, places) => raisePlaces(session, offer, places),
    pause: (offer) => pause(session, offer),
    resume: (offer) => resume(session, offer),
    withdraw: (offer) => withdraw(session, offer),
    cleanUp: (offer) => cleanUp(session, offer),
    openOffers: () => openOffers(session),
    submissions: (offer, since) => submissions(session, offer, since),
    submissionsOf: (offer, ids) => submissionsOf(session, offer, ids),
    reject: (offer, submission, sentence) => reject(session, offer, submission, sentence),
    askToReturn: (_, submission, reason) => askToReturn(session, submission, reason),
    maxTogether,
    prepare: (offer, payments) => prepare(session, offer, payments),
    send: (offer, payments, prepared) => send(session, offer, payments, prepared),
    find: (offer, payments) => find(session, offer, payments),
    message: (offer, worker, text) => message(session, offer, worker, text),
    block: (worker) => block(session, worker),
    unblock: (worker) => unblock(session, worker),
    mirror: (qualification, changes) => mirror(session, qualification, changes),
    subscribe: (address) => subscribe(session, address),
    eventOf,
    close() {},
  };
}
