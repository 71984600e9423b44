import acquisition from './acquisition.json'
import builder from './builder.json'
import channels from './channels.json'
import chats from './chats.json'
import commerce from './commerce.json'
import customers from './customers.json'
import home from './home.json'
import identity from './identity.json'
import insight from './insight.json'
import intake from './intake.json'
import ladders from './ladders.json'
import lists from './lists.json'
import malls from './malls.json'
import messaging from './messaging.json'
import organisation from './organisation.json'
import platform from './platform.json'
import profiles from './profiles.json'
import publications from './publications.json'
import segments from './segments.json'
import signIn from './sign-in.json'
import sites from './sites.json'
import sources from './sources.json'
import webhooks from './webhooks.json'
import welcome from './welcome.json'
import worth from './worth.json'

export default {
  ...platform,
  ...worth,
  ...home,
  ...customers,
  ...identity,
  ...lists,
  ...chats,
  ...commerce,
  ...malls,
  ...acquisition,
  ...welcome,
  ...organisation,
  ...channels,
  ...messaging,
  ...profiles,
  ...publications,
  ...signIn,
  ...webhooks,
  ...intake,
  ...sources,
  ...sites,
  ...insight,
  ...segments,
  ...builder,
  ...ladders,
}
