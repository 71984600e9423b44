import acquisition from './acquisition.json'
import channels from './channels.json'
import customers from './customers.json'
import home from './home.json'
import messaging from './messaging.json'
import organisation from './organisation.json'
import platform from './platform.json'
import sources from './sources.json'
import welcome from './welcome.json'

export default {
  ...platform,
  ...home,
  ...customers,
  ...acquisition,
  ...welcome,
  ...organisation,
  ...channels,
  ...messaging,
  ...sources,
}
