/** A task run as /api/runs and /api/live give it; the numbers count units, `completed` is all that was ever submitted. */
export type RunRow = {
  id: string;
  task: string;
  title: string;
  status: 'opening' | 'launched' | 'stopped' | 'completed';
  assignments: number;
  units: number;
  open: number;
  assigned: number;
  completed: number;
  accepted: number;
  soft_rejected: number;
  rejected: number;
  expired: number;
  worker_url: string;
  opened_at: string;
  launched_at?: string | null;
  ended_at?: string | null;
};
