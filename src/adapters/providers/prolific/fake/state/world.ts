import type { Random } from '../../../../../projections/statistics/seeded.ts';
import type { FakeClock } from '../../../fakes/clock.ts';
import type { Durations, HookSettings, Send, World } from './model.ts';

const minuteMs = 60_000;

/** How long things take in the real service. */
export const usualDurations: Durations = {
  reservationMs: 10 * minuteMs,
  publishingMs: 5000,
  processingMs: 4000,
  bulkApproveMs: 2000,
  bonusMs: minuteMs,
  autoApproveMs: 21 * 24 * 60 * minuteMs,
  walletMs: 0,
};

export type WorldSettings = {
  clock: FakeClock;
  random: Random;
  send: Send;
  currency?: World['currency'];
  feeRate?: number;
  vatRate?: number;
  durations?: Partial<Durations>;
  webhooks?: Partial<HookSettings>;
  features?: Partial<World['features']>;
};

/** A service that knows nobody yet. */
export function newWorld(settings: WorldSettings): World {
  const { clock, random, send, currency = 'GBP', feeRate = 1 / 3, vatRate = 0.2 } = settings;
  const world: World = {
    clock,
    random,
    send,
    currency,
    feeRate,
    vatRate,
    userId: '',
    organisationId: '',
    durations: { ...usualDurations, ...settings.durations },
    hookSettings: { delayMs: 0, reorderMs: 0, duplicateShare: 0, ...settings.webhooks },
    features: { dynamicPayment: true, fixedScreenOut: true, testParticipants: true, ...settings.features },
    workspaces: new Map(),
    projects: new Map(),
    studies: new Map(),
    submissions: new Map(),
    ofStudies: new Map(),
    participants: new Map(),
    batches: new Map(),
    groups: new Map(),
    filterSets: new Map(),
    messages: [],
    subscriptions: new Map(),
    hookEvents: [],
    sending: new Set(),
    movements: [],
    busyWallets: new Set(),
  };
  world.userId = newId(world);
  world.organisationId = newId(world);
  return world;
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0').slice(-digits);

/** An id as the service makes them: 24 hexadecimal digits, of which the first eight are the second it was made in. */
export function newId({ clock, random }: Pick<World, 'clock' | 'random'>): string {
  const part = () => hex(Math.floor(random() * 2 ** 32), 8);
  return `${hex(Math.floor(clock.now() / 1000), 8)}${part()}${part()}`;
}

/** Letters and digits that cannot be guessed from outside the simulation. */
export function newSecret({ random }: Pick<World, 'random'>, length = 40): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
}

/** The clock in whole milliseconds. */
export const nowMs = ({ clock }: Pick<World, 'clock'>): number => Math.floor(clock.now());

/** A time as the service writes it, to the microsecond. */
export const dateOf = (timeMs: number): string => new Date(timeMs).toISOString().replace('Z', '000Z');
export const dateOrNull = (timeMs: number | null): string | null => (timeMs === null ? null : dateOf(timeMs));
