import type { DataSource } from 'typeorm';

interface Line {
  line: string;
}

const partitionOfMonth = /_\d{4}_\d{2}$/;

/** Column definitions of each table. */
const columns = `
  select format('  %s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                case when a.attnotnull then ' not null' else '' end,
                coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), case when a.attidentity <> '' then ' identity' else '' end)) as line
    from pg_attribute a
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`;

const constraints = `
  select format('  constraint %s %s', c.conname, pg_get_constraintdef(c.oid)) as line
    from pg_constraint c where c.conrelid = $1::regclass and c.contype <> 'n' order by c.conname`;

const indexes = `
  select format('%s;', pg_get_indexdef(i.indexrelid)) as line
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
   where i.indrelid = $1::regclass
     and not exists (select from pg_constraint k where k.conindid = i.indexrelid) order by c.relname`;

const policies = `
  select format('create policy %s on %s for %s to %s using (%s)%s;', p.policyname, p.tablename, lower(p.cmd),
                array_to_string(p.roles, ', '), p.qual, coalesce(' with check (' || p.with_check || ')', '')) as line
    from pg_policies p where p.schemaname = $2 and format('%I.%I', p.schemaname, p.tablename)::regclass = $1::regclass
   order by p.policyname`;

const grants = `
  select format('grant %s on %s to %s;', string_agg(lower(g.privilege_type), ', ' order by g.privilege_type), c.relname,
                g.grantee::regrole) as line
    from pg_class c, aclexplode(c.relacl) g
   where c.oid = $1::regclass and g.grantee <> c.relowner
   group by c.relname, g.grantee order by g.grantee::regrole::text`;

interface Relation {
  name: string;
  kind: 'r' | 'p' | 'v' | 'S';
  forced: boolean;
  key: string | null;
  view: string | null;
}

async function tableText(database: DataSource, cell: string, { name, kind, forced, key }: Relation): Promise<string> {
  const place = `${cell}.${name}`;
  const ask = async (text: string) => {
    const params = text.includes('$2') ? [place, cell] : [place];
    return ((await database.query(text, params)) as Line[]).map(({ line }) => line.replaceAll(`${cell}.`, ''));
  };
  const body = [...(await ask(columns)), ...(await ask(constraints))].join(',\n');
  const partition = kind === 'p' ? ` partition by ${key}` : '';
  const security = forced ? [`alter table ${name} force row level security;`] : [];
  const rest = [...(await ask(indexes)), ...security, ...(await ask(policies)), ...(await ask(grants))];
  return [`create table ${name} (\n${body}\n)${partition};`, ...rest].join('\n');
}

/** The schema of a cell as text, printed from the catalogue: what it is, whichever migrations made it so. */
export async function schemaText(database: DataSource, cell: string): Promise<string> {
  const relations = (await database.query(
    `select c.relname as name, c.relkind as kind, c.relforcerowsecurity as forced, pg_get_partkeydef(c.oid) as key,
            case when c.relkind = 'v' then pg_get_viewdef(c.oid, true) end as view
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ($1::text, $1::text || '_asof') and c.relkind in ('r', 'p', 'v', 'S')
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('i', 'a') and c.relkind = 'S')
      order by c.relkind = 'v', c.relname`,
    [cell],
  )) as Relation[];
  const parts: string[] = [];
  for (const relation of relations) {
    if (relation.name === 'migrations' || partitionOfMonth.test(relation.name)) continue;
    if (relation.kind === 'S') parts.push(`create sequence ${relation.name};`);
    else if (relation.kind === 'v') {
      const text = (relation.view ?? '').replaceAll(`${cell}.`, '').trim();
      parts.push(`create view ${cell}_asof.${relation.name} as\n  ${text}`);
    } else parts.push(await tableText(database, cell, relation));
  }
  return `-- The schema of a cell, printed from the catalogue by "npm run faces". Never edited by hand.\n\n${parts.join('\n\n')}\n`;
}
