import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addUsersAdd } from './users-add.ts';
import { addUsersExport } from './users-export.ts';
import { addUsersImport } from './users-import.ts';
import { addUsersList } from './users-list.ts';
import { addUsersRemove } from './users-remove.ts';
import { addUsersSetPassword } from './users-set-password.ts';
import { addUsersShow } from './users-show.ts';
import { addUsersUpdate } from './users-update.ts';
import { addUsersVerifiedClaims } from './users-verified-claims.ts';

export function addUsersCommands(program: Command, { io }: CommandContext): void {
  const users = program
    .command('users')
    .summary('manage the users database')
    .description('Manages the users whose claims the UserInfo endpoint serves.');
  addUsersAdd(users, io);
  addUsersList(users, io);
  addUsersShow(users, io);
  addUsersUpdate(users, io);
  addUsersVerifiedClaims(users, io);
  addUsersSetPassword(users, io);
  addUsersRemove(users, io);
  addUsersImport(users, io);
  addUsersExport(users, io);
}
