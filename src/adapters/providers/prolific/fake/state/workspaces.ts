import type { Participant, Project, Workspace, World } from './model.ts';
import { found, Refusal } from './refusal.ts';
import { newId } from './world.ts';

/** Makes a workspace with nothing in its wallet. */
export function createWorkspace(world: World, { title, description }: { title: string; description: string }) {
  const workspace: Workspace = { id: newId(world), title, description, secret: null };
  world.workspaces.set(workspace.id, workspace);
  return workspace;
}

/** Makes a project in a workspace. */
export function createProject(world: World, workspaceId: string, fields: Omit<Project, 'id' | 'workspaceId'>): Project {
  found(world.workspaces, workspaceId, 'workspace');
  const project = { id: newId(world), workspaceId, ...fields };
  world.projects.set(project.id, project);
  return project;
}

/** The project of a study that names none: the first that was made. */
export function projectOr(world: World, projectId: string | null): Project {
  if (projectId !== null) {
    const project = world.projects.get(projectId);
    if (!project) throw new Refusal(400, { project: [`No project has the id ${projectId}.`] });
    return project;
  }
  const [first] = world.projects.values();
  if (!first) throw new Refusal(400, { project: ['There is no project yet.'] });
  return first;
}

/** Lets someone take part from now on. */
export function addParticipant(world: World, fields: Partial<Omit<Participant, 'id'>> = {}): Participant {
  const participant = { id: newId(world), email: null, isTest: false, attributes: {}, ...fields };
  world.participants.set(participant.id, participant);
  return participant;
}
