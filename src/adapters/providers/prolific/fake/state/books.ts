import type { Movement, World } from './model.ts';
import { availableOf, balanceOf, reservationsOf, totalOf } from './wallet.ts';

/** All money of the simulated service: each movement, what is kept for what, and what is left. */
export type Books = {
  movements: readonly Movement[];
  reservations: { workspace: string; study: string; batch: string | null; cents: number }[];
  wallets: { workspace: string; balance_cents: number; available_cents: number }[];
};

/** The books as they are now. */
export function booksOf(world: World): Books {
  const workspaces = [...world.workspaces.keys()];
  return {
    movements: world.movements,
    reservations: workspaces.flatMap((workspace) =>
      reservationsOf(world, workspace).map(({ study, batch, cost }) => ({
        workspace,
        study,
        batch,
        cents: totalOf(cost),
      })),
    ),
    wallets: workspaces.map((workspace) => ({
      workspace,
      balance_cents: balanceOf(world, workspace),
      available_cents: availableOf(world, workspace),
    })),
  };
}
