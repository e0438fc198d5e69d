import { agentFacts } from './agent.ts';
import { assignmentFacts } from './assignment.ts';
import { budgetFacts } from './budget.ts';
import { conversationFacts } from './conversation.ts';
import { type FactKind, type FactOf, type Stamp, UnreadableFact } from './fact.ts';
import { importFacts } from './import.ts';
import { invitationFacts } from './invitation.ts';
import { messageFacts } from './message.ts';
import { offerFacts } from './offer.ts';
import { onboardingFacts } from './onboarding.ts';
import { paymentFacts } from './payment.ts';
import { procedureFacts } from './procedure.ts';
import { qualificationFacts } from './qualification.ts';
import { ruleFacts } from './rule.ts';
import { submissionFacts } from './submission.ts';
import { taskRunFacts } from './task-run.ts';
import { unitFacts } from './unit.ts';
import { verdictFacts } from './verdict.ts';
import { workerFacts } from './worker.ts';
import { workspaceFacts } from './workspace.ts';

/** Every kind of fact that the history of a run can have. */
const runFacts = [
  ...taskRunFacts,
  ...invitationFacts,
  ...assignmentFacts,
  ...onboardingFacts,
  ...agentFacts,
  ...procedureFacts,
  ...conversationFacts,
  ...unitFacts,
  ...ruleFacts,
  ...messageFacts,
  ...offerFacts,
  ...submissionFacts,
  ...paymentFacts,
] as const;

/** The types of the facts that the history of a run can have. */
export const runFactTypes: ReadonlySet<string> = new Set(runFacts.map(({ type }) => type));

/** Every kind of fact there is, roughly in the order in which they occur. */
export const catalog = [
  ...workspaceFacts,
  ...runFacts,
  ...qualificationFacts,
  ...workerFacts,
  ...verdictFacts,
  ...importFacts,
  ...budgetFacts,
] as const;

/** Any fact, in its present shape, as decided. */
export type AnyNewFact = FactOf<typeof catalog>;
/** Any fact, in its present shape, stamped. */
export type Fact = AnyNewFact & Stamp;
/** The fact of one type. */
export type FactNamed<Type extends Fact['type']> = Extract<Fact, { type: Type }>;

/** A fact as its JSON stands in the log: its version may be an old one, its type may be unknown. */
export type RecordedFact = Stamp & { type: string; version: number; data: unknown };

const kinds = new Map<string, FactKind>(
  (catalog as unknown as readonly FactKind[]).flatMap((kind) =>
    [kind, ...kind.earlier].flatMap(({ type }) => (type ? [[type, kind] as const] : [])),
  ),
);

/** The kind that states facts of this type, or did so when the type had another name. */
export const kindOf = (type: string): FactKind | undefined => kinds.get(type);

/** Brings a recorded fact to its present shape; throws `UnreadableFact`. */
export function read(recorded: RecordedFact): Fact {
  const kind = kinds.get(recorded.type);
  if (!kind) throw new UnreadableFact(`No fact is called ${recorded.type}.`);
  const { id, at, by, version } = recorded;
  const fact = kind.read(recorded.data, version);
  return { id, at, by, type: fact.type, version: fact.version, data: fact.data } as Fact;
}
