/** An answer given but not yet taken by the server, kept over reloads of the tab. */
export type Unsent = {
  keep(agentId: string, answer: unknown): void;
  find(): { agentId: string; answer: unknown } | undefined;
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
    keep: (agentId, answer) => tried(() => sessionStorage.setItem(key, JSON.stringify({ agentId, answer }))),
    find: () =>
      tried(() => {
        const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as { agentId?: unknown; answer: unknown } | null;
        return typeof kept?.agentId === 'string' ? { agentId: kept.agentId, answer: kept.answer } : undefined;
      }),
    forget: () => tried(() => sessionStorage.removeItem(key)),
  };
}
