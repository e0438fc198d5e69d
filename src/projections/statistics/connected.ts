/**
 * Groups of points that can all be reached from one another along the arrows, the largest first (Kosaraju's algorithm, as in
 * Sharir 1981); `arrows[i]` lists where the arrows from `i` lead.
 */
export function connectedGroups(arrows: readonly (readonly number[])[]): number[][] {
  const back: number[][] = arrows.map(() => []);
  for (const [from, targets] of arrows.entries()) for (const to of targets) back[to]?.push(from);
  const groups: number[][] = [];
  const seen = new Set<number>();
  for (const root of finishingOrder(arrows).reverse()) {
    if (seen.has(root)) continue;
    const group = [root];
    seen.add(root);
    for (const point of group)
      for (const next of back[point] ?? []) {
        if (!seen.has(next)) group.push(next);
        seen.add(next);
      }
    groups.push(group);
  }
  return groups.sort((one, other) => other.length - one.length);
}

/** Points in the order in which a walk into the depth is done with them; with a stack of its own, since chains may be long. */
function finishingOrder(arrows: readonly (readonly number[])[]): number[] {
  const order: number[] = [];
  const next = new Int32Array(arrows.length).fill(-1);
  for (const root of arrows.keys()) {
    const path = next[root] === -1 ? [root] : [];
    if (path.length) next[root] = 0;
    while (path.length) {
      const point = path.at(-1)!;
      const to = arrows[point]?.[next[point]!++];
      if (to === undefined) order.push(path.pop()!);
      else if (next[to] === -1) {
        next[to] = 0;
        path.push(to);
      }
    }
  }
  return order;
}
