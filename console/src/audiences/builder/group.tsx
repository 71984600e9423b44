/** Groups of conditions, nested, and what can be done with each row. */

import { MoreOutlined } from '@ant-design/icons'
import { Button, Dropdown, Tag } from 'antd'
import { Fragment } from 'react'
import { useSay } from '../../platform/language'
import { Status } from '../../platform/status'
import { Adding } from './add'
import { Gap, Handle } from './drag'
import { useEditing } from './editing'
import { whole } from './kinds'
import { LeafRow } from './leaf'
import { Pick } from './pick'
import {
  change,
  duplicate,
  type Group,
  isGroup,
  type Node,
  remove,
  type Single,
  unwrap,
  wrap,
} from './tree'

const HOW = {
  all: { join: 'all', not: false },
  any: { join: 'any', not: false },
  none: { join: 'any', not: true },
  not_all: { join: 'all', not: true },
} as const
type How = keyof typeof HOW

const howOf = ({ join, not }: Group): How =>
  (Object.keys(HOW) as How[]).find((one) => HOW[one].join === join && HOW[one].not === not) ?? 'all'

function Menu({ node }: { node: Node }) {
  const say = useSay()
  const { root, edit } = useEditing()
  const { id, not } = node
  const items = [
    ...(isGroup(node)
      ? [
          {
            key: 'open',
            label: say('build.ungroup'),
            disabled: not,
            onClick: () => edit(unwrap(root, id)),
          },
        ]
      : [
          {
            key: 'not',
            label: say(not ? 'build.straight' : 'build.negate'),
            onClick: () => edit(change(root, id, { not: !not })),
          },
        ]),
    { key: 'any', label: say('build.wrapAny'), onClick: () => edit(wrap(root, id, 'any')) },
    { key: 'all', label: say('build.wrapAll'), onClick: () => edit(wrap(root, id, 'all')) },
    { key: 'copy', label: say('build.duplicate'), onClick: () => edit(duplicate(root, id)) },
    {
      key: 'delete',
      label: say('do.delete'),
      danger: true,
      onClick: () => edit(remove(root, id)),
    },
  ]
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button type="text" icon={<MoreOutlined />} aria-label={say('build.menu')} />
    </Dropdown>
  )
}

function Wrongs({ id }: { id: string }) {
  const { faults } = useEditing()
  return faults.get(id)?.map((fault) => (
    <div key={fault.place + fault.sentence} className="wrong" role="alert">
      <Status tone="bad">
        {fault.sentence} {fault.mend}
      </Status>
    </div>
  ))
}

function Row({ node }: { node: Single }) {
  const say = useSay()
  const { root, edit, faults } = useEditing()
  const { id, leaf, not } = node
  const wrong = faults.has(id)
  return (
    <div className={wrong ? 'condition wrong-row' : 'condition'} data-node={id}>
      <Handle id={id} />
      <div className="leaf">
        {not && (
          <Tag
            closable
            variant="outlined"
            onClose={(event) => {
              event.preventDefault()
              edit(change(root, id, { not: false }))
            }}
          >
            {say('build.not')}
          </Tag>
        )}
        <LeafRow id={id} leaf={leaf} />
        {!whole(leaf) && !wrong && (
          <Status tone="warn">
            <span className="quiet">{say('build.open')}</span>
          </Status>
        )}
        <Wrongs id={id} />
      </div>
      <Menu node={node} />
    </div>
  )
}

function Head({ node, isRoot }: { node: Group; isRoot: boolean }) {
  const say = useSay()
  const { root, edit } = useEditing()
  const hows = (Object.keys(HOW) as How[]).filter((one) => !isRoot || !HOW[one].not)
  return (
    <div className="group-head">
      {!isRoot && <Handle id={node.id} />}
      <Pick
        label={say('build.how')}
        value={howOf(node)}
        onChange={(how) => edit(change(root, node.id, HOW[how as How]))}
        options={hows.map((one) => ({ value: one, label: say(`how.${one}`) }))}
      />
      <span className="spring" />
      {!isRoot && <Menu node={node} />}
    </div>
  )
}

export function GroupBox({ node, isRoot = false }: { node: Group; isRoot?: boolean }) {
  const say = useSay()
  return (
    <fieldset
      className={isRoot ? 'group group-root' : 'group'}
      data-node={node.id}
      aria-label={say(`how.${howOf(node)}`)}
    >
      <Head node={node} isRoot={isRoot} />
      <Wrongs id={node.id} />
      {node.of.map((child, at) => (
        <Fragment key={child.id}>
          <Gap into={node.id} at={at} />
          {at > 0 && (
            <span className="join quiet">
              {say(node.join === 'all' ? 'build.and' : 'build.or')}
            </span>
          )}
          {isGroup(child) ? <GroupBox node={child} /> : <Row node={child} />}
        </Fragment>
      ))}
      <Gap into={node.id} at={node.of.length} />
      <Adding into={node} />
    </fieldset>
  )
}
