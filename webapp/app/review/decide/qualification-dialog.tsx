import { Modal } from '@mantine/core';
import { getWorker } from '../../../../src/api/workers.ts';
import { Fault } from '../../components/page.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useEndpointQuery } from '../../data/api.ts';
import { QualificationsOf } from './qualifications-of.tsx';

type Props = { worker: string; unit?: string; onClose: () => void };

/** The qualifications of a unit's worker, in a dialog. */
export function QualificationDialog({ worker, unit, onClose }: Props) {
  const { data, error } = useEndpointQuery(getWorker, { params: { worker } });
  return (
    <Modal opened onClose={onClose} title="Qualifications of this worker">
      {error && <Fault error={error} />}
      {data?.id === worker ? <QualificationsOf worker={data} unit={unit} /> : !error && <Waiting rows={2} />}
    </Modal>
  );
}
