import { z } from 'zod';
import { madeOnce, type Session } from './certain.ts';

const Titled = z.object({ id: z.string(), title: z.string() });
const Workspaces = z.object({ results: z.array(Titled) });
const Balance = z.object({ currency_code: z.string(), available_balance: z.int() });

export type Workspace = z.infer<typeof Titled>;

/** The largest part of a list that is asked for by an offset. */
const most = 100;

/** All workspaces of the account; this list has no links to further pages. */
export async function workspacesOf({ api }: Session): Promise<Workspace[]> {
  const found: Workspace[] = [];
  for (;;) {
    const { results } = await api.get('workspaces/', Workspaces, { limit: most, offset: found.length });
    found.push(...results);
    if (results.length < most) return found;
  }
}

/** A workspace and a project of these names: found, or made. */
export function projectOf(
  session: Session,
  names: { workspace: string; project: string },
): Promise<{ workspaceId: string; projectId: string }> {
  const { api, inTurn } = session;
  return inTurn('workspaces', async () => {
    const isNamed =
      (title: string) =>
      ({ title: own }: Workspace) =>
        own === title;
    const { id: workspaceId } = await madeOnce(
      async () => (await workspacesOf(session)).find(isNamed(names.workspace)),
      () => api.send('POST', 'workspaces/', { title: names.workspace, description: '' }, Titled),
    );
    const path = `workspaces/${workspaceId}/projects/`;
    const { id: projectId } = await madeOnce(
      async () => {
        for await (const page of api.list(path, Titled)) {
          const found = page.find(isNamed(names.project));
          if (found) return found;
        }
        return undefined;
      },
      () => api.send('POST', path, { title: names.project, description: '' }, Titled),
    );
    return { workspaceId, projectId };
  });
}

/** What can be spent in a workspace, in cents of its currency. */
export async function balanceOf({ api }: Session, workspaceId: string) {
  const { currency_code, available_balance } = await api.get(`workspaces/${workspaceId}/balance/`, Balance);
  return { currency: currency_code, availableCents: available_balance };
}
