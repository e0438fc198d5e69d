import type { OnboardingStep } from './packets.ts';

/** An answer as it is kept, with where in an onboarding it was given. */
type Kept = { agentId: string; answer: unknown; step?: OnboardingStep | null };

/** An answer given but not yet taken by the server, kept over reloads of the tab. */
export type Unsent = {
  keep(kept: Kept): void;
  find(): Kept | undefined;
  forget(): void;
};

const key = 'manyhands.unsent';

/** Keeps unsent answers in the tab's session storage, where the browser allows that. */
export function unsentAnswers(): Unsent {
  const tried = <Result>(touch: () => Result): Result | undefined => {
    try {
      return touch();
    } catch {
      return undefined;
    }
  };
  return {
    keep: (kept) => tried(() => sessionStorage.setItem(key, JSON.stringify(kept))),
    find: () =>
      tried(() => {
        const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
        return typeof kept?.agentId === 'string' ? kept : undefined;
      }),
    forget: () => tried(() => sessionStorage.removeItem(key)),
  };
}
