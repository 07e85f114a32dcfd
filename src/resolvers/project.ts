import { Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { LegalEntity, Practice } from '../schema/common.ts';
import { CustomerFilter, CustomerOrder, ProjectFilter, ProjectOrder } from '../schema/filters.ts';
import { encodeId } from '../schema/ids.ts';
import { Contract, Customer, CustomerConnection, Project, ProjectConnection } from '../schema/records.ts';
import { type CustomerRow, customers } from '../views/customers.ts';
import { type ProjectRow, projects } from '../views/projects.ts';
import type { Context } from './context.ts';
import { listArguments } from './lists.ts';
import { connection } from './shapes.ts';

const ProjectArguments = listArguments('projects', ProjectFilter, ProjectOrder);
const CustomerArguments = listArguments('customers', CustomerFilter, CustomerOrder);

@Resolver(() => Project)
export class ProjectResolver {
  @Authorized('read')
  @Query(() => ProjectConnection, { description: 'Projects that you may see.' })
  projects(@Args(() => ProjectArguments) request: InstanceType<typeof ProjectArguments>, @Ctx() context: Context) {
    return connection<ProjectRow>(context, projects, request, { id: 'project' });
  }

  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: ProjectRow) {
    return encodeId('project', row.id);
  }

  @FieldResolver(() => LegalEntity, { nullable: true, description: 'The company that delivers it.' })
  legalEntity(@Root() row: ProjectRow, @Ctx() { firm }: Context) {
    return row.legalEntityId === null ? null : firm.legalEntity(row.legalEntityId);
  }

  @FieldResolver(() => Practice, { nullable: true, description: 'The practice that delivers it.' })
  practice(@Root() row: ProjectRow, @Ctx() { firm }: Context) {
    return row.practiceId === null ? null : firm.practice(row.practiceId);
  }

  @FieldResolver(() => Contract, { nullable: true, description: 'Its contract.' })
  contract(@Root() row: ProjectRow, @Ctx() { loaders }: Context) {
    return row.contractId === null ? null : loaders.contract.load(row.contractId);
  }
}

@Resolver(() => Customer)
export class CustomerResolver {
  @Authorized('read')
  @Query(() => CustomerConnection, { description: 'Customers that you may see.' })
  customers(@Args(() => CustomerArguments) request: InstanceType<typeof CustomerArguments>, @Ctx() context: Context) {
    return connection<CustomerRow>(context, customers, request, { id: 'customer' });
  }

  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: CustomerRow) {
    return encodeId('customer', row.id);
  }
}
