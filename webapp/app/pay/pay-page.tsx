import { Button, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Empty, Fault, Page } from '../components/page.tsx';
import { ScopePicker } from '../components/scope-picker.tsx';
import { Segments } from '../components/segments.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useMay } from '../data/current-user.ts';
import { usePages } from '../data/queries.ts';
import { UnitLink, WorkerLink } from '../review/links.tsx';
import { Bonuses } from '../review/unit/bonuses.tsx';
import { type Payment, UndoDialog } from './payment-dialogs.tsx';
import { Payouts } from './payouts.tsx';
import { type PaySearch, readPayAddress, unpaidQuery } from './query.ts';

const route = getRouteApi('/pay');

/** What workers are owed, and that it was paid; for owners. */
export function PayPage() {
  const search = readPayAddress(route.useSearch());
  const navigate = route.useNavigate();
  const isOwner = useMay('owner');
  const { show } = search;
  const [mistake, setMistake] = useState<Payment | undefined>();
  if (!isOwner)
    return (
      <Page title="Pay">
        <Empty title="Only owners can see what is paid">Contact the administrator.</Empty>
      </Page>
    );
  return (
    <Page
      title="Pay"
      description="What workers are owed. You pay by hand, and record it here."
      tools={
        <ScopePicker scope={search} onChange={(scope) => navigate({ search: { ...scope, show }, replace: true })} />
      }
    >
      <Segments
        label="What to show"
        of={[
          ['due', 'Due'],
          ['bonuses', 'Unpaid bonuses'],
          ['paid', 'Paid'],
        ]}
        value={show}
        onChange={(chosen) => navigate({ search: { ...search, show: chosen }, replace: true })}
      />
      {show === 'bonuses' ? (
        <UnpaidBonuses search={search} />
      ) : (
        <Payouts key={[show, search.task, search.run].join(' ')} search={search} onMistake={setMistake} />
      )}
      {mistake && <UndoDialog payment={mistake} onClose={() => setMistake(undefined)} />}
    </Page>
  );
}

function UnpaidBonuses({ search }: { search: PaySearch }) {
  const pages = usePages(unpaidQuery(search), { live: true });
  const found = pages.data?.pages.flatMap((page) => page.bonuses);
  if (pages.error) return <Fault error={pages.error} />;
  if (!found) return <Waiting />;
  if (found.length === 0) return <Empty title="No unpaid bonuses">Bonuses are promised in a review.</Empty>;
  return (
    <Stack>
      {found.map((bonus) => (
        <section key={bonus.id} className="card" aria-label={`Bonus of ${bonus.worker}`}>
          <WorkerLink worker={bonus.worker} /> for <UnitLink unit={bonus.unit} />
          <Bonuses bonuses={[bonus]} />
        </section>
      ))}
      {pages.hasNextPage && (
        <Button variant="default" onClick={() => pages.fetchNextPage()} style={{ alignSelf: 'flex-start' }}>
          Show more
        </Button>
      )}
    </Stack>
  );
}
