import { render } from 'preact'
import '../look.css'
import './phone.css'
import { SpeechContext, useSpeech } from '../speech'
import { Phone } from './phone'

function Page() {
  const speech = useSpeech('phone.title')
  return (
    <SpeechContext.Provider value={speech}>
      <Phone />
    </SpeechContext.Provider>
  )
}

const root = document.getElementById('root')
if (root) render(<Page />, root)
