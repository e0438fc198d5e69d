import type { Command } from 'commander';
import type { Context } from './connection/context.ts';

/** Adds a verb to the command line. */
type AddVerb = (program: Command, context: Context) => void;

/** The verbs under the headings of the help, each in the order in which they are needed. They are loaded one by one: all of them take half a second. */
export const verbs: Record<string, Record<string, () => Promise<AddVerb>>> = {
  'Making a task:': {
    new: async () => (await import('./verbs/new.ts')).addNew,
    dev: async () => (await import('./verbs/dev.ts')).addDev,
    wut: async () => (await import('./verbs/wut.ts')).addWut,
  },
  'Running it:': {
    start: async () => (await import('./verbs/start.ts')).addStart,
    run: async () => (await import('./verbs/run.ts')).addRun,
    relaunch: async () => (await import('./verbs/relaunch.ts')).addRelaunch,
    runs: async () => (await import('./verbs/runs.ts')).addRuns,
    status: async () => (await import('./verbs/status.ts')).addStatus,
    config: async () => (await import('./verbs/config.ts')).addConfig,
    open: async () => (await import('./verbs/open.ts')).addOpen,
    pause: async () => (await import('./verbs/pause.ts')).addPause,
    resume: async () => (await import('./verbs/resume.ts')).addResume,
    extend: async () => (await import('./verbs/extend.ts')).addExtend,
    'add-data': async () => (await import('./verbs/add-data.ts')).addAddData,
    set: async () => (await import('./verbs/set.ts')).addSet,
    reload: async () => (await import('./verbs/reload.ts')).addReload,
    stop: async () => (await import('./verbs/stop.ts')).addStop,
  },
  'Reviewing answers:': {
    review: async () => (await import('./verbs/review/review.ts')).addReview,
    examine: async () => (await import('./verbs/examine.ts')).addExamine,
    quality: async () => (await import('./verbs/quality.ts')).addQuality,
    aggregate: async () => (await import('./verbs/aggregate.ts')).addAggregate,
    payouts: async () => (await import('./verbs/payouts.ts')).addPayouts,
    bonuses: async () => (await import('./verbs/bonuses.ts')).addBonuses,
  },
  'Workers:': {
    workers: async () => (await import('./verbs/workers.ts')).addWorkers,
    worker: async () => (await import('./verbs/worker.ts')).addWorker,
    invite: async () => (await import('./verbs/invite.ts')).addInvite,
    block: async () => (await import('./verbs/block.ts')).addBlock,
    unblock: async () => (await import('./verbs/unblock.ts')).addUnblock,
    rules: async () => (await import('./verbs/rules.ts')).addRules,
    onboarding: async () => (await import('./verbs/onboarding.ts')).addOnboarding,
    qualifications: async () => (await import('./verbs/qualifications/qualifications.ts')).addQualifications,
  },
  'Providers:': {
    register: async () => (await import('./verbs/register.ts')).addRegister,
    requesters: async () => (await import('./verbs/requesters.ts')).addRequesters,
    offer: async () => (await import('./verbs/offer.ts')).addOffer,
    offers: async () => (await import('./verbs/offers.ts')).addOffers,
    pay: async () => (await import('./verbs/pay.ts')).addPay,
    budget: async () => (await import('./verbs/budget.ts')).addBudget,
    fake: async () => (await import('./verbs/fake.ts')).addFake,
  },
  'Data:': {
    export: async () => (await import('./verbs/export/export.ts')).addExport,
    events: async () => (await import('./verbs/events.ts')).addEvents,
    replay: async () => (await import('./verbs/replay.ts')).addReplay,
    archive: async () => (await import('./verbs/archive.ts')).addArchive,
    import: async () => (await import('./verbs/import.ts')).addImport,
    imports: async () => (await import('./verbs/imports.ts')).addImports,
    restore: async () => (await import('./verbs/restore.ts')).addRestore,
  },
  'Operating:': {
    users: async () => (await import('./verbs/users.ts')).addUsers,
    webhook: async () => (await import('./verbs/webhook.ts')).addWebhook,
    doctor: async () => (await import('./verbs/doctor/doctor.ts')).addDoctor,
    verify: async () => (await import('./verbs/verify.ts')).addVerify,
    rebuild: async () => (await import('./verbs/rebuild.ts')).addRebuild,
    recover: async () => (await import('./verbs/recover.ts')).addRecover,
    completions: async () => (await import('./verbs/completions.ts')).addCompletions,
  },
};
