<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>About EdgeChat</source>
        <translation>Über EdgeChat</translation>
    </message>
    <message>
        <source>About this answer</source>
        <translation>Über diese Antwort</translation>
    </message>
    <message>
        <source>Add a GGUF file…</source>
        <translation>GGUF-Datei hinzufügen…</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>Dateien hinzufügen …</translation>
    </message>
    <message>
        <source>Allow going online</source>
        <translation>Online gehen erlauben</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>Neu antworten</translation>
    </message>
    <message>
        <source>Answer again with another model…</source>
        <translation>Mit einem anderen Modell beantworten…</translation>
    </message>
    <message>
        <source>Appearance as the system says</source>
        <translation>Darstellung wie im System</translation>
    </message>
    <message>
        <source>Attach files to the question…</source>
        <translation>Dateien an die Frage anhängen …</translation>
    </message>
    <message>
        <source>Check this machine…</source>
        <translation>Diesen Rechner prüfen…</translation>
    </message>
    <message>
        <source>Choose a model…</source>
        <translation>Modell wählen…</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Unterhaltung</translation>
    </message>
    <message>
        <source>Copy last answer</source>
        <translation>Letzte Antwort kopieren</translation>
    </message>
    <message>
        <source>Dark appearance</source>
        <translation>Dunkle Darstellung</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Delete message and what follows</source>
        <translation>Nachricht und alles danach löschen</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Unterlagen</translation>
    </message>
    <message>
        <source>Earlier version</source>
        <translation>Frühere Fassung</translation>
    </message>
    <message>
        <source>EdgeChat</source>
        <translation>EdgeChat</translation>
    </message>
    <message>
        <source>EdgeChat is still opening.</source>
        <translation>EdgeChat wird noch geöffnet.</translation>
    </message>
    <message>
        <source>Edit question</source>
        <translation>Frage ändern</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>Find an action or a conversation</source>
        <translation>Aktion oder Unterhaltung finden</translation>
    </message>
    <message>
        <source>Followed folders…</source>
        <translation>Verfolgte Ordner …</translation>
    </message>
    <message>
        <source>Get a better model…</source>
        <translation>Besseres Modell holen…</translation>
    </message>
    <message>
        <source>Go to the next part of the window</source>
        <translation>Zum nächsten Teil des Fensters</translation>
    </message>
    <message>
        <source>Go to the previous part of the window</source>
        <translation>Zum vorigen Teil des Fensters</translation>
    </message>
    <message>
        <source>Go to the question field</source>
        <translation>Zum Fragefeld</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren …</translation>
    </message>
    <message>
        <source>Jump to end</source>
        <translation>Ans Ende springen</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Language…</source>
        <translation>Sprache …</translation>
    </message>
    <message>
        <source>Later version</source>
        <translation>Spätere Fassung</translation>
    </message>
    <message>
        <source>Light appearance</source>
        <translation>Helle Darstellung</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>Hell oder dunkel</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>Neue Unterhaltung</translation>
    </message>
    <message>
        <source>Next conversation</source>
        <translation>Nächste Unterhaltung</translation>
    </message>
    <message>
        <source>No conversation is open.</source>
        <translation>Es ist keine Unterhaltung offen.</translation>
    </message>
    <message>
        <source>No message here has other versions.</source>
        <translation>Keine Nachricht hat hier andere Fassungen.</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>Es ist kein Modell geladen.</translation>
    </message>
    <message>
        <source>Nothing is being written.</source>
        <translation>Es wird gerade nichts geschrieben.</translation>
    </message>
    <message>
        <source>Open the data folder</source>
        <translation>Datenordner öffnen</translation>
    </message>
    <message>
        <source>Open the models folder</source>
        <translation>Modellordner öffnen</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Pin message</source>
        <translation>Nachricht anheften</translation>
    </message>
    <message>
        <source>Previous conversation</source>
        <translation>Vorige Unterhaltung</translation>
    </message>
    <message>
        <source>Problem reports</source>
        <translation>Fehlerberichte</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Quote in the question</source>
        <translation>In der Frage zitieren</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Search conversations</source>
        <translation>Unterhaltungen durchsuchen</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Show or hide how answers are made</source>
        <translation>Zeigen oder verbergen, wie geantwortet wird</translation>
    </message>
    <message>
        <source>Show or hide the sidebar</source>
        <translation>Seitenleiste ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Smaller context window</source>
        <translation>Kleineres Kontextfenster</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>Offline bleiben</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>There is no answer here yet.</source>
        <translation>Hier steht noch keine Antwort.</translation>
    </message>
    <message>
        <source>There is no finished answer to repeat.</source>
        <translation>Es gibt keine fertige Antwort zum Wiederholen.</translation>
    </message>
    <message>
        <source>There is no question here yet.</source>
        <translation>Hier steht noch keine Frage.</translation>
    </message>
    <message>
        <source>There is nothing to send.</source>
        <translation>Es gibt nichts zu senden.</translation>
    </message>
    <message>
        <source>Undo deletion</source>
        <translation>Löschen rückgängig machen</translation>
    </message>
    <message>
        <source>Unload the model now</source>
        <translation>Modell jetzt entladen</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Nicht mehr anheften</translation>
    </message>
    <message>
        <source>Unpin message</source>
        <translation>Nachricht nicht mehr anheften</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>What the model sees</source>
        <translation>Was das Modell sieht</translation>
    </message>
</context>
<context>
    <name>AnswerCard</name>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>Neu antworten</translation>
    </message>
    <message>
        <source>Answer again with another model</source>
        <translation>Mit einem anderen Modell beantworten</translation>
    </message>
    <message>
        <source>Copy answer</source>
        <translation>Antwort kopieren</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
</context>
<context>
    <name>Attached</name>
    <message>
        <source>Attached: %1</source>
        <translation>Angehängt: %1</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
</context>
<context>
    <name>Browsing</name>
    <message>
        <source>%1 can be chosen now</source>
        <translation>%1 kann jetzt gewählt werden</translation>
    </message>
    <message>
        <source>%1 is ready: your next question goes to it</source>
        <translation>%1 ist bereit: Ihre nächste Frage geht an dieses Modell</translation>
    </message>
    <message numerus="yes">
        <source>%n conversations imported</source>
        <translation>
            <numerusform>Unterhaltung importiert</numerusform>
            <numerusform>%n Unterhaltungen importiert</numerusform>
        </translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Unterhaltung</translation>
    </message>
    <message>
        <source>Conversation deleted</source>
        <translation>Unterhaltung gelöscht</translation>
    </message>
    <message>
        <source>EdgeChat may go online from now on</source>
        <translation>EdgeChat darf ab jetzt online gehen</translation>
    </message>
    <message>
        <source>EdgeChat stays offline: nothing is fetched any more</source>
        <translation>EdgeChat bleibt offline: Es wird nichts mehr geholt</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>Exportiert nach %1</translation>
    </message>
    <message>
        <source>Nothing was deleted.</source>
        <translation>Es wurde nichts gelöscht.</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>Offline bleiben</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Checklist</name>
    <message>
        <source>Check again</source>
        <translation>Noch einmal prüfen</translation>
    </message>
    <message>
        <source>Check this machine</source>
        <translation>Diesen Rechner prüfen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Looking at this machine…</source>
        <translation>Dieser Rechner wird geprüft…</translation>
    </message>
    <message>
        <source>What was checked</source>
        <translation>Was geprüft wurde</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Ask anything</source>
        <translation>Fragen Sie etwas</translation>
    </message>
    <message>
        <source>Enter sends</source>
        <translation>Enter sendet</translation>
    </message>
    <message>
        <source>Enter sends  ·  Shift+Enter begins a line</source>
        <translation>Enter sendet  ·  Umschalt+Enter beginnt eine Zeile</translation>
    </message>
    <message>
        <source>Esc stops the answer</source>
        <translation>Esc hält die Antwort an</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Your question</source>
        <translation>Ihre Frage</translation>
    </message>
</context>
<context>
    <name>Conversations</name>
    <message>
        <source>New conversation</source>
        <translation>Neue Unterhaltung</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>About this answer</source>
        <translation>Über diese Antwort</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>EdgeChat ended while it was written</source>
        <translation>EdgeChat endete während des Schreibens</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>First token after</source>
        <translation>Erstes Token nach</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Laden des Modells</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Time in all</source>
        <translation>Zeit insgesamt</translation>
    </message>
    <message>
        <source>Tokens of the answer</source>
        <translation>Tokens der Antwort</translation>
    </message>
    <message>
        <source>Tokens of the prompt</source>
        <translation>Tokens der Eingabe</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation>Tokens pro Sekunde</translation>
    </message>
    <message>
        <source>at the length limit</source>
        <translation>an der Längengrenze</translation>
    </message>
    <message>
        <source>by an error</source>
        <translation>durch einen Fehler</translation>
    </message>
    <message>
        <source>by itself</source>
        <translation>von selbst</translation>
    </message>
    <message>
        <source>of these known already</source>
        <translation>davon schon bekannt</translation>
    </message>
    <message>
        <source>stopped by you</source>
        <translation>von Ihnen angehalten</translation>
    </message>
    <message>
        <source>with the call of a tool</source>
        <translation>mit dem Aufruf eines Werkzeugs</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>About EdgeChat</source>
        <translation>Über EdgeChat</translation>
    </message>
    <message>
        <source>Chat with models that run on this machine. Free software under the GPL, version 3 or later.</source>
        <translation>Gespräche mit Modellen, die auf diesem Rechner laufen. Freie Software unter der GPL, Version 3 oder neuer.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open %1 outside EdgeChat?</source>
        <translation>%1 außerhalb von EdgeChat öffnen?</translation>
    </message>
    <message>
        <source>Open a link</source>
        <translation>Einen Link öffnen</translation>
    </message>
</context>
<context>
    <name>DocumentDetails</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Details of the document</source>
        <translation>Einzelheiten zur Unterlage</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
</context>
<context>
    <name>DocumentList</name>
    <message>
        <source>Documents</source>
        <translation>Unterlagen</translation>
    </message>
</context>
<context>
    <name>Documents</name>
    <message>
        <source>%1 of %2 documents</source>
        <translation>%1 von %2 Unterlagen</translation>
    </message>
    <message>
        <source>%1 of %2 passages</source>
        <translation>%1 von %2 Textstellen</translation>
    </message>
    <message>
        <source>%1 pages/s</source>
        <translation>%1 Seiten/s</translation>
    </message>
    <message numerus="yes">
        <source>%n chapters</source>
        <translation>
            <numerusform>%n Kapitel</numerusform>
            <numerusform>%n Kapitel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n documents</source>
        <translation>
            <numerusform>%n Unterlage</numerusform>
            <numerusform>%n Unterlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n documents added</source>
        <translation>
            <numerusform>%n Unterlage hinzugefügt</numerusform>
            <numerusform>%n Unterlagen hinzugefügt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n documents are read again.</source>
        <translation>
            <numerusform>1 Unterlage wird noch einmal gelesen.</numerusform>
            <numerusform>%n Unterlagen werden noch einmal gelesen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n documents could not be read</source>
        <translation>
            <numerusform>%n Unterlage konnte nicht gelesen werden</numerusform>
            <numerusform>%n Unterlagen konnten nicht gelesen werden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files have to be added again.</source>
        <translation>
            <numerusform>1 Datei muss noch einmal hinzugefügt werden.</numerusform>
            <numerusform>%n Dateien müssen noch einmal hinzugefügt werden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lost their names.</source>
        <translation>
            <numerusform>1 hat seinen Namen verloren.</numerusform>
            <numerusform>%n haben ihre Namen verloren.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages</source>
        <translation>
            <numerusform>%n Nachricht</numerusform>
            <numerusform>%n Nachrichten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pages</source>
        <translation>
            <numerusform>%n Seite</numerusform>
            <numerusform>%n Seiten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n passages</source>
        <translation>
            <numerusform>%n Abschnitt</numerusform>
            <numerusform>%n Abschnitte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n places could not be read:</source>
        <translation>
            <numerusform>1 Ort konnte nicht gelesen werden:</numerusform>
            <numerusform>%n Orte konnten nicht gelesen werden:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sheets</source>
        <translation>
            <numerusform>%n Tabellenblatt</numerusform>
            <numerusform>%n Tabellenblätter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slides</source>
        <translation>
            <numerusform>%n Folie</numerusform>
            <numerusform>%n Folien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>(and %n more)</source>
        <translation>
            <numerusform>(und %n weiterer)</numerusform>
            <numerusform>(und %n weitere)</numerusform>
        </translation>
    </message>
    <message>
        <source>Already there under another name: kept once</source>
        <translation>Schon unter anderem Namen da: einmal aufbewahrt</translation>
    </message>
    <message>
        <source>Attached to a question</source>
        <translation>An eine Frage angehängt</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>Anhänge</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Chapter %1: %2</source>
        <translation>Kapitel %1: %2</translation>
    </message>
    <message>
        <source>Enter its password…</source>
        <translation>Kennwort eingeben…</translation>
    </message>
    <message>
        <source>Message %1: %2</source>
        <translation>Nachricht %1: %2</translation>
    </message>
    <message>
        <source>My documents</source>
        <translation>Meine Unterlagen</translation>
    </message>
    <message>
        <source>Page %1: %2</source>
        <translation>Seite %1: %2</translation>
    </message>
    <message>
        <source>Read in %1 s</source>
        <translation>In %1 s gelesen</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Wird gelesen</translation>
    </message>
    <message>
        <source>Recovered</source>
        <translation>Wiederhergestellt</translation>
    </message>
    <message>
        <source>Search could not move to %1.</source>
        <translation>Die Suche konnte nicht zu %1 wechseln.</translation>
    </message>
    <message>
        <source>Search moves to %1</source>
        <translation>Die Suche wechselt zu %1</translation>
    </message>
    <message>
        <source>Search now uses %1</source>
        <translation>Die Suche verwendet jetzt %1</translation>
    </message>
    <message>
        <source>See the collection “Recovered”.</source>
        <translation>Sehen Sie in der Sammlung „Wiederhergestellt“ nach.</translation>
    </message>
    <message>
        <source>Sheet %1: %2</source>
        <translation>Tabellenblatt %1: %2</translation>
    </message>
    <message>
        <source>Slide %1: %2</source>
        <translation>Folie %1: %2</translation>
    </message>
    <message>
        <source>Some of what was read of your documents was damaged on the disk.</source>
        <translation>Ein Teil dessen, was aus Ihren Unterlagen gelesen wurde, war auf der Festplatte beschädigt.</translation>
    </message>
    <message>
        <source>The list of your documents was damaged. It was made anew; the damaged file is kept.</source>
        <translation>Das Verzeichnis Ihrer Unterlagen war beschädigt. Es wurde neu angelegt; die beschädigte Datei bleibt aufgehoben.</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message numerus="yes">
        <source>about %n hours left</source>
        <translation>
            <numerusform>noch etwa %n Stunde</numerusform>
            <numerusform>noch etwa %n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minutes left</source>
        <translation>
            <numerusform>noch etwa %n Minute</numerusform>
            <numerusform>noch etwa %n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und 1 weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>it is not there</source>
        <translation>nicht vorhanden</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>noch weniger als eine Minute</translation>
    </message>
    <message>
        <source>no permission to read it</source>
        <translation>keine Berechtigung, es zu lesen</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>Asked as a new version; this one is kept</source>
        <translation>Wird als neue Fassung gefragt; diese bleibt erhalten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Your message, being changed</source>
        <translation>Ihre Nachricht, wird geändert</translation>
    </message>
</context>
<context>
    <name>Faults</name>
    <message>
        <source>EdgeChat ended unexpectedly the last time. What happened is written down here.</source>
        <translation>EdgeChat wurde beim letzten Mal unerwartet beendet. Was geschehen ist, steht hier.</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Show report</source>
        <translation>Bericht zeigen</translation>
    </message>
    <message>
        <source>Something went wrong inside EdgeChat the last time. It is written down here.</source>
        <translation>Beim letzten Mal ist in EdgeChat etwas schiefgegangen. Was geschehen ist, steht hier.</translation>
    </message>
    <message>
        <source>Something went wrong inside EdgeChat. Your conversations are kept; try again.</source>
        <translation>In EdgeChat ist etwas schiefgegangen. Ihre Unterhaltungen bleiben erhalten; versuchen Sie es noch einmal.</translation>
    </message>
</context>
<context>
    <name>Finder</name>
    <message>
        <source>Nothing found for “%1”.</source>
        <translation>Nichts gefunden zu „%1“.</translation>
    </message>
</context>
<context>
    <name>Folders</name>
    <message numerus="yes">
        <source>%n documents</source>
        <translation>
            <numerusform>%n Unterlage</numerusform>
            <numerusform>%n Unterlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n removed by you</source>
        <translation>
            <numerusform>%n von Ihnen entfernt</numerusform>
            <numerusform>%n von Ihnen entfernt</numerusform>
        </translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Followed folders</source>
        <translation>Verfolgte Ordner</translation>
    </message>
    <message>
        <source>Look now</source>
        <translation>Jetzt nachsehen</translation>
    </message>
    <message>
        <source>No folder is followed yet.</source>
        <translation>Noch wird kein Ordner verfolgt.</translation>
    </message>
    <message>
        <source>Stop following</source>
        <translation>Nicht mehr verfolgen</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiteres</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GetModel</name>
    <message>
        <source>EdgeChat connects for this download and for nothing else. What arrives is checked against the hash in EdgeChat's catalogue before it is used. An interrupted download goes on where it stopped.</source>
        <translation>EdgeChat verbindet sich nur für diesen Download. Was ankommt, wird vor der Benutzung mit der Prüfsumme in EdgeChats Katalog verglichen. Ein unterbrochener Download geht dort weiter, wo er aufgehört hat.</translation>
    </message>
    <message>
        <source>Get a better model</source>
        <translation>Besseres Modell holen</translation>
    </message>
</context>
<context>
    <name>GonePage</name>
    <message>
        <source>It was read anew since.</source>
        <translation>Es wurde seither neu gelesen.</translation>
    </message>
    <message>
        <source>It was removed, or its file has changed since.</source>
        <translation>Das Dokument wurde entfernt, oder seine Datei hat sich seither geändert.</translation>
    </message>
    <message>
        <source>This is what was cited:</source>
        <translation>Das wurde zitiert:</translation>
    </message>
    <message>
        <source>“%1” does not hold this place any more.</source>
        <translation>„%1“ enthält diese Stelle nicht mehr.</translation>
    </message>
    <message>
        <source>“%1” is not among your documents any more.</source>
        <translation>„%1“ ist nicht mehr unter Ihren Dokumenten.</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Looking for a model…</source>
        <translation>Modell wird gesucht …</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>Modell: %1</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
</context>
<context>
    <name>HitList</name>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
</context>
<context>
    <name>Knob</name>
    <message>
        <source>%1 to %2, default %3</source>
        <translation>%1 bis %2, Vorgabe %3</translation>
    </message>
    <message>
        <source>%1: back to the default</source>
        <translation>%1: zurück zur Vorgabe</translation>
    </message>
    <message>
        <source>Back to the default</source>
        <translation>Zurück zur Vorgabe</translation>
    </message>
</context>
<context>
    <name>LanguageChoice</name>
    <message>
        <source>As the system (%1)</source>
        <translation>Wie im System (%1)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation>Sprache des Fensters</translation>
    </message>
    <message>
        <source>Takes effect when EdgeChat is opened again.</source>
        <translation>Gilt, sobald EdgeChat wieder geöffnet wird.</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>Dateien hinzufügen …</translation>
    </message>
    <message>
        <source>All documents</source>
        <translation>Alle Unterlagen</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>Nach Name</translation>
    </message>
    <message>
        <source>By state</source>
        <translation>Nach Zustand</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Collection: %1</source>
        <translation>Sammlung: %1</translation>
    </message>
    <message>
        <source>Drop files or folders here</source>
        <translation>Dateien oder Ordner hier ablegen</translation>
    </message>
    <message>
        <source>Followed folders…</source>
        <translation>Verfolgte Ordner …</translation>
    </message>
    <message>
        <source>New collection…</source>
        <translation>Neue Sammlung …</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Neueste zuerst</translation>
    </message>
    <message>
        <source>No document has a problem.</source>
        <translation>Keine Unterlage hat ein Problem.</translation>
    </message>
    <message>
        <source>Nothing found for “%1”.</source>
        <translation>Nichts gefunden für „%1“.</translation>
    </message>
    <message>
        <source>Only those with a problem</source>
        <translation>Nur solche mit einem Problem</translation>
    </message>
    <message>
        <source>Order and selection</source>
        <translation>Reihenfolge und Auswahl</translation>
    </message>
    <message>
        <source>PDF, Word, PowerPoint, tables, e-mail, web pages, e-books, text, code, pictures of pages. They are read on this machine; then ask, and open the exact place an answer came from.</source>
        <translation>PDF, Word, PowerPoint, Tabellen, E-Mails, Webseiten, E-Books, Text, Programmcode, Bilder von Seiten. Sie werden auf diesem Rechner gelesen; fragen Sie dann und öffnen Sie genau die Stelle, von der eine Antwort kommt.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search names and contents</source>
        <translation>Namen und Inhalte durchsuchen</translation>
    </message>
    <message>
        <source>This collection is empty.</source>
        <translation>Diese Sammlung ist leer.</translation>
    </message>
    <message>
        <source>Your files, as EdgeChat keeps them, and their index for searching</source>
        <translation>Ihre Dateien, wie EdgeChat sie aufbewahrt, und ihr Suchindex</translation>
    </message>
</context>
<context>
    <name>List</name>
    <message>
        <source>Conversations</source>
        <translation>Unterhaltungen</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Copy message</source>
        <translation>Nachricht kopieren</translation>
    </message>
    <message>
        <source>Copy selection</source>
        <translation>Auswahl kopieren</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Models on this machine</source>
        <translation>Modelle auf diesem Rechner</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>A copy stays when the file is moved. Used in place, it takes no further room.</source>
        <translation>Eine Kopie bleibt, auch wenn die Datei verschoben wird. An Ort und Stelle benutzt braucht sie keinen weiteren Platz.</translation>
    </message>
    <message>
        <source>Add a model file</source>
        <translation>Modelldatei hinzufügen</translation>
    </message>
    <message>
        <source>Answer again with</source>
        <translation>Noch einmal beantworten mit</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy %1 into the models folder?</source>
        <translation>%1 in den Modellordner kopieren?</translation>
    </message>
    <message>
        <source>Copying %1…</source>
        <translation>%1 wird kopiert…</translation>
    </message>
    <message>
        <source>Models in the GGUF format</source>
        <translation>Modelle im GGUF-Format</translation>
    </message>
    <message>
        <source>Use in place</source>
        <translation>Dort benutzen</translation>
    </message>
</context>
<context>
    <name>Narrator</name>
    <message>
        <source>Answer: %1</source>
        <translation>Antwort: %1</translation>
    </message>
    <message>
        <source>The model: %1</source>
        <translation>Das Modell: %1</translation>
    </message>
</context>
<context>
    <name>OfferCard</name>
    <message>
        <source>%1 is ready</source>
        <translation>%1 ist bereit</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Get a better model</source>
        <translation>Besseres Modell holen</translation>
    </message>
    <message>
        <source>Get it</source>
        <translation>Holen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Go online and get it</source>
        <translation>Online gehen und holen</translation>
    </message>
    <message>
        <source>Looking for a model that suits this machine…</source>
        <translation>Ein passendes Modell für diesen Rechner wird gesucht…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird angehalten…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>You have the model that suits this machine best</source>
        <translation>Sie haben das Modell, das am besten zu diesem Rechner passt</translation>
    </message>
    <message>
        <source>Your next question goes to it.</source>
        <translation>Ihre nächste Frage geht an dieses Modell.</translation>
    </message>
</context>
<context>
    <name>PageView</name>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Find an action or a conversation</source>
        <translation>Aktion oder Unterhaltung finden</translation>
    </message>
    <message>
        <source>Nothing is called that.</source>
        <translation>Nichts heißt so.</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
</context>
<context>
    <name>Pane</name>
    <message>
        <source>Jump to end</source>
        <translation>Ans Ende springen</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
</context>
<context>
    <name>Papers</name>
    <message>
        <source>Documents</source>
        <translation>Unterlagen</translation>
    </message>
    <message>
        <source>Drop to ask about it in this conversation</source>
        <translation>Loslassen, um in dieser Unterhaltung danach zu fragen</translation>
    </message>
    <message>
        <source>Go on reading</source>
        <translation>Weiterlesen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show documents</source>
        <translation>Unterlagen zeigen</translation>
    </message>
    <message>
        <source>The picture cannot be read or kept.</source>
        <translation>Das Bild kann nicht gelesen oder aufbewahrt werden.</translation>
    </message>
</context>
<context>
    <name>Passages</name>
    <message>
        <source>Inside the documents</source>
        <translation>In den Unterlagen</translation>
    </message>
    <message>
        <source>Inside the documents, by their words alone: %1</source>
        <translation>In den Unterlagen, allein nach Wörtern: %1</translation>
    </message>
    <message>
        <source>Inside the documents, ordered by %1</source>
        <translation>In den Unterlagen, geordnet von %1</translation>
    </message>
    <message>
        <source>Inside the documents, without the re-ranker: %1</source>
        <translation>In den Unterlagen, ohne das ordnende Modell: %1</translation>
    </message>
    <message>
        <source>No passage has any of these words. The nearest by meaning:</source>
        <translation>Keine Stelle enthält eines dieser Wörter. Dem Sinn nach am nächsten:</translation>
    </message>
    <message>
        <source>Passages found</source>
        <translation>Gefundene Abschnitte</translation>
    </message>
</context>
<context>
    <name>Pasting</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Choose a model</source>
        <translation>Modell wählen</translation>
    </message>
    <message>
        <source>New conversations will begin with the model you choose.</source>
        <translation>Neue Unterhaltungen beginnen mit dem gewählten Modell.</translation>
    </message>
    <message>
        <source>Use it for new conversations too</source>
        <translation>Auch für neue Unterhaltungen benutzen</translation>
    </message>
</context>
<context>
    <name>QuestionCard</name>
    <message>
        <source>Always in the model's view</source>
        <translation>Immer im Blick des Modells</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>Your message</source>
        <translation>Ihre Nachricht</translation>
    </message>
</context>
<context>
    <name>ReadingChip</name>
    <message>
        <source>Reading documents: %1</source>
        <translation>Unterlagen werden gelesen: %1</translation>
    </message>
</context>
<context>
    <name>ReadingStrip</name>
    <message>
        <source>Cancel what is still waiting</source>
        <translation>Abbrechen, was noch wartet</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Moving search to another model</source>
        <translation>Die Suche wechselt zu einem anderen Modell</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Reading documents</source>
        <translation>Unterlagen werden gelesen</translation>
    </message>
    <message>
        <source>Stay with the model that search uses now</source>
        <translation>Bei dem Modell bleiben, das die Suche jetzt verwendet</translation>
    </message>
</context>
<context>
    <name>ReportPage</name>
    <message>
        <source>A process of EdgeChat ended unexpectedly, %1</source>
        <translation>Ein Prozess von EdgeChat wurde unerwartet beendet, %1</translation>
    </message>
    <message>
        <source>A report says where the program was, never what was written. It stays on this machine and is not sent anywhere; copy it if you want to show it to somebody.</source>
        <translation>Ein Bericht sagt, wo das Programm war, nie, was geschrieben wurde. Er bleibt auf diesem Rechner und wird nirgendwohin gesendet; kopieren Sie ihn, wenn Sie ihn jemandem zeigen möchten.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Do not tell me of this one again</source>
        <translation>Hiervon nicht mehr berichten</translation>
    </message>
    <message>
        <source>EdgeChat ended unexpectedly, %1</source>
        <translation>EdgeChat wurde unerwartet beendet, %1</translation>
    </message>
    <message>
        <source>Nothing has gone wrong inside EdgeChat</source>
        <translation>In EdgeChat ist nichts schiefgegangen</translation>
    </message>
    <message>
        <source>Problem reports</source>
        <translation>Fehlerberichte</translation>
    </message>
    <message>
        <source>Show file</source>
        <translation>Datei zeigen</translation>
    </message>
    <message>
        <source>Something went wrong inside EdgeChat, %1</source>
        <translation>In EdgeChat ist etwas schiefgegangen, %1</translation>
    </message>
    <message>
        <source>The report</source>
        <translation>Der Bericht</translation>
    </message>
</context>
<context>
    <name>RowDrawing</name>
    <message>
        <source>Title of the conversation</source>
        <translation>Titel der Unterhaltung</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search titles and messages</source>
        <translation>Titel und Nachrichten durchsuchen</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>%1 %2 (status %3).</source>
        <translation>%1 %2 (Status %3).</translation>
    </message>
    <message>
        <source>%1 %2 cannot be read: %3.</source>
        <translation>%1 %2 lässt sich nicht lesen: %3.</translation>
    </message>
    <message>
        <source>%1 %2 is no text of at most %3 bytes.</source>
        <translation>%1 %2 ist kein Text von höchstens %3 Bytes.</translation>
    </message>
    <message>
        <source>%1 GB available</source>
        <translation>%1 GB verfügbar</translation>
    </message>
    <message>
        <source>%1 GB free</source>
        <translation>%1 GB frei</translation>
    </message>
    <message>
        <source>%1 answers.</source>
        <translation>%1 antwortet.</translation>
    </message>
    <message>
        <source>%1 answers; %2 would do it better.</source>
        <translation>%1 antwortet; %2 würde es besser machen.</translation>
    </message>
    <message>
        <source>%1 begins like text but holds binary data.</source>
        <translation>%1 beginnt wie Text, enthält aber Binärdaten.</translation>
    </message>
    <message>
        <source>%1 cannot be %2.</source>
        <translation>%1 kann nicht %2 sein.</translation>
    </message>
    <message>
        <source>%1 cannot be a limit.</source>
        <translation>%1 kann keine Grenze sein.</translation>
    </message>
    <message>
        <source>%1 cannot be a profile's name.</source>
        <translation>%1 kann nicht der Name eines Profils sein.</translation>
    </message>
    <message>
        <source>%1 cannot be an index's name.</source>
        <translation>%1 kann nicht der Name eines Index sein.</translation>
    </message>
    <message>
        <source>%1 cannot be connected to: %2.</source>
        <translation>Mit %1 kommt keine Verbindung zustande: %2.</translation>
    </message>
    <message>
        <source>%1 cannot be copied: %9.</source>
        <translation>%1 lässt sich nicht kopieren: %9.</translation>
    </message>
    <message>
        <source>%1 cannot be opened for writing: %2.</source>
        <translation>%1 lässt sich nicht zum Schreiben öffnen: %2.</translation>
    </message>
    <message>
        <source>%1 cannot be put aside: %9.</source>
        <translation>%1 kann nicht beiseitegelegt werden: %9.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 lässt sich nicht lesen: %2.</translation>
    </message>
    <message>
        <source>%1 cannot be saved in %2: %9.</source>
        <translation>%1 lässt sich nicht in %2 speichern: %9.</translation>
    </message>
    <message>
        <source>%1 cannot be used: %2</source>
        <translation>%1 ist nicht verwendbar: %2</translation>
    </message>
    <message>
        <source>%1 cannot be used: %9.</source>
        <translation>%1 ist nicht verwendbar: %9.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %9.</source>
        <translation>%1 lässt sich nicht schreiben: %9.</translation>
    </message>
    <message>
        <source>%1 cannot go on where it stopped.</source>
        <translation>%1 kann nicht dort weitermachen, wo es aufgehört hat.</translation>
    </message>
    <message>
        <source>%1 cannot prove that it is %2: %3.</source>
        <translation>%1 kann nicht beweisen, %2 zu sein: %3.</translation>
    </message>
    <message>
        <source>%1 could not be written: %2.</source>
        <translation>%1 konnte nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>%1 declares a document type, which no program writes into such a file; it was not read.</source>
        <translation>%1 legt einen Dokumenttyp fest, was kein Programm in eine solche Datei schreibt; sie wurde nicht gelesen.</translation>
    </message>
    <message>
        <source>%1 did not fit into memory.</source>
        <translation>%1 passte nicht in den Speicher.</translation>
    </message>
    <message>
        <source>%1 does %2, not %3.</source>
        <translation>%1 kann %2, nicht %3.</translation>
    </message>
    <message>
        <source>%1 does not come from the hub.</source>
        <translation>%1 kommt nicht vom Hub.</translation>
    </message>
    <message>
        <source>%1 ended too early.</source>
        <translation>%1 endete zu früh.</translation>
    </message>
    <message>
        <source>%1 ends in none of .md, .html and .json.</source>
        <translation>%1 endet weder auf .md noch auf .html oder .json.</translation>
    </message>
    <message>
        <source>%1 has %2 x %3 pixels; it may have %4 million.</source>
        <translation>%1 hat %2 x %3 Bildpunkte; erlaubt sind %4 Millionen.</translation>
    </message>
    <message>
        <source>%1 has a part of %2 MB.</source>
        <translation>%1 enthält ein Teil von %2 MB.</translation>
    </message>
    <message>
        <source>%1 has cells so far apart that the table between them is too large.</source>
        <translation>In %1 liegen Zellen so weit auseinander, dass die Tabelle dazwischen zu groß ist.</translation>
    </message>
    <message>
        <source>%1 has no page %2.</source>
        <translation>%1 hat keine Seite %2.</translation>
    </message>
    <message>
        <source>%1 has no pages to draw.</source>
        <translation>%1 hat keine Seiten, die sich zeigen ließen.</translation>
    </message>
    <message>
        <source>%1 has no slide %2.</source>
        <translation>%1 hat keine Folie %2.</translation>
    </message>
    <message>
        <source>%1 has stopped sending.</source>
        <translation>%1 sendet nichts mehr.</translation>
    </message>
    <message>
        <source>%1 holds no text.</source>
        <translation>%1 enthält keinen Text.</translation>
    </message>
    <message>
        <source>%1 holds nothing but pictures.</source>
        <translation>%1 enthält nur Bilder.</translation>
    </message>
    <message>
        <source>%1 holds tables that EdgeChat did not make.</source>
        <translation>%1 enthält Tabellen, die EdgeChat nicht angelegt hat.</translation>
    </message>
    <message>
        <source>%1 in the library, all of it read.</source>
        <translation>%1 in der Bibliothek, alles davon gelesen.</translation>
    </message>
    <message>
        <source>%1 in the library; still to be read: %2.</source>
        <translation>%1 in der Bibliothek; noch zu lesen: %2.</translation>
    </message>
    <message>
        <source>%1 is %2 MB of text; it may be %3 MB.</source>
        <translation>%1 besteht aus %2 MB Text; erlaubt sind %3 MB.</translation>
    </message>
    <message>
        <source>%1 is %2 MB; a document may be %3 MB.</source>
        <translation>%1 hat %2 MB; ein Dokument darf %3 MB haben.</translation>
    </message>
    <message>
        <source>%1 is %2: it cannot be read again now.</source>
        <translation>%1 ist %2: Jetzt lässt es sich nicht noch einmal lesen.</translation>
    </message>
    <message>
        <source>%1 is %2: there is nothing to try again.</source>
        <translation>%1 ist %2: Es gibt nichts neu zu versuchen.</translation>
    </message>
    <message>
        <source>%1 is %2; EdgeChat does not read those.</source>
        <translation>%1 ist %2; so etwas liest EdgeChat nicht.</translation>
    </message>
    <message>
        <source>%1 is a device or a pipe, not a file.</source>
        <translation>%1 ist ein Gerät oder eine Pipe, keine Datei.</translation>
    </message>
    <message>
        <source>%1 is a film, a sound or a photo in a format of its own.</source>
        <translation>%1 ist ein Film, ein Ton oder ein Foto in eigenem Format.</translation>
    </message>
    <message>
        <source>%1 is a folder.</source>
        <translation>%1 ist ein Ordner.</translation>
    </message>
    <message>
        <source>%1 is a link.</source>
        <translation>%1 ist eine Verknüpfung.</translation>
    </message>
    <message>
        <source>%1 is an archive of %2 files; that is no document.</source>
        <translation>%1 ist ein Archiv aus %2 Dateien; das ist kein Dokument.</translation>
    </message>
    <message>
        <source>%1 is damaged and cannot be opened.</source>
        <translation>%1 ist beschädigt und lässt sich nicht öffnen.</translation>
    </message>
    <message>
        <source>%1 is damaged and cannot be read.</source>
        <translation>%1 ist beschädigt und lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>%1 is damaged and cannot be unpacked.</source>
        <translation>%1 ist beschädigt und lässt sich nicht entpacken.</translation>
    </message>
    <message>
        <source>%1 is damaged: %2.</source>
        <translation>%1 ist beschädigt: %2.</translation>
    </message>
    <message>
        <source>%1 is damaged: it cannot be shown as a picture.</source>
        <translation>%1 ist beschädigt: Es lässt sich nicht als Bild zeigen.</translation>
    </message>
    <message>
        <source>%1 is damaged: its end is missing.</source>
        <translation>%1 ist beschädigt: Das Ende fehlt.</translation>
    </message>
    <message>
        <source>%1 is damaged: its main part is missing.</source>
        <translation>%1 ist beschädigt: Der Hauptteil fehlt.</translation>
    </message>
    <message>
        <source>%1 is damaged: its table of parts is missing.</source>
        <translation>%1 ist beschädigt: Das Verzeichnis der Teile fehlt.</translation>
    </message>
    <message>
        <source>%1 is damaged: its text is missing.</source>
        <translation>%1 ist beschädigt: Der Text fehlt.</translation>
    </message>
    <message>
        <source>%1 is damaged: the program that reads it ended (%2).</source>
        <translation>%1 ist beschädigt: das Programm, das es liest, brach ab (%2).</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 ist leer.</translation>
    </message>
    <message>
        <source>%1 is encrypted in a way that EdgeChat cannot open.</source>
        <translation>%1 ist auf eine Weise verschlüsselt, die EdgeChat nicht öffnen kann.</translation>
    </message>
    <message>
        <source>%1 is in a format of Office before 2007.</source>
        <translation>%1 hat ein Office-Format aus der Zeit vor 2007.</translation>
    </message>
    <message>
        <source>%1 is larger than %2 MB.</source>
        <translation>%1 ist größer als %2 MB.</translation>
    </message>
    <message>
        <source>%1 is locked by the shop it comes from.</source>
        <translation>%1 ist von dem Händler gesperrt, von dem es stammt.</translation>
    </message>
    <message>
        <source>%1 is no backup of conversations.</source>
        <translation>%1 ist keine Sicherung von Unterhaltungen.</translation>
    </message>
    <message>
        <source>%1 is no folder.</source>
        <translation>%1 ist kein Ordner.</translation>
    </message>
    <message>
        <source>%1 is no kind of document that EdgeChat reads.</source>
        <translation>%1 ist keine Art von Dokument, die EdgeChat liest.</translation>
    </message>
    <message>
        <source>%1 is no script.</source>
        <translation>%1 ist kein Skript.</translation>
    </message>
    <message>
        <source>%1 is not UTF-8.</source>
        <translation>%1 ist nicht in UTF-8.</translation>
    </message>
    <message>
        <source>%1 is not a GGUF file.</source>
        <translation>%1 ist keine GGUF-Datei.</translation>
    </message>
    <message>
        <source>%1 is not a file.</source>
        <translation>%1 ist keine Datei.</translation>
    </message>
    <message>
        <source>%1 is not a number.</source>
        <translation>%1 ist keine Zahl.</translation>
    </message>
    <message>
        <source>%1 is not followed.</source>
        <translation>%1 gehört nicht zu den Ordnern, denen EdgeChat folgt.</translation>
    </message>
    <message>
        <source>%1 is not installed.</source>
        <translation>%1 ist nicht installiert.</translation>
    </message>
    <message>
        <source>%1 is not installed. %2</source>
        <translation>%1 ist nicht installiert. %2</translation>
    </message>
    <message>
        <source>%1 is not the file it should be (SHA-256 %2).</source>
        <translation>%1 ist nicht die Datei, die sie sein sollte (SHA-256 %2).</translation>
    </message>
    <message>
        <source>%1 is not there.</source>
        <translation>%1 ist nicht da.</translation>
    </message>
    <message>
        <source>%1 is still being read.</source>
        <translation>%1 wird noch gelesen.</translation>
    </message>
    <message>
        <source>%1 is there already.</source>
        <translation>%1 ist schon da.</translation>
    </message>
    <message>
        <source>%1 is too short for an id.</source>
        <translation>%1 ist für eine Kennung zu kurz.</translation>
    </message>
    <message>
        <source>%1 judges no query of its own.</source>
        <translation>%1 bewertet keine eigene Suchanfrage.</translation>
    </message>
    <message>
        <source>%1 kept, the newest %2 days ago.</source>
        <translation>%1 aufbewahrt, die neueste vor %2 Tagen.</translation>
    </message>
    <message>
        <source>%1 kept, the newest %2 hours ago.</source>
        <translation>%1 aufbewahrt, die neueste vor %2 Stunden.</translation>
    </message>
    <message>
        <source>%1 kept, the newest %2 minutes ago.</source>
        <translation>%1 aufbewahrt, die neueste vor %2 Minuten.</translation>
    </message>
    <message>
        <source>%1 kept, the newest just now.</source>
        <translation>%1 aufbewahrt, die neueste von eben.</translation>
    </message>
    <message>
        <source>%1 leads from one address to the next without end.</source>
        <translation>%1 führt ohne Ende von einer Adresse zur nächsten.</translation>
    </message>
    <message>
        <source>%1 leads on to %2, and %3.</source>
        <translation>%1 führt weiter zu %2, und %3.</translation>
    </message>
    <message>
        <source>%1 lies in %2: one collection cannot follow both.</source>
        <translation>%1 liegt in %2: Eine Sammlung kann nicht beiden folgen.</translation>
    </message>
    <message>
        <source>%1 may not be read by this account.</source>
        <translation>%1 darf von diesem Benutzerkonto nicht gelesen werden.</translation>
    </message>
    <message>
        <source>%1 needs a password.</source>
        <translation>%1 braucht ein Passwort.</translation>
    </message>
    <message>
        <source>%1 needs more memory than a document may have.</source>
        <translation>%1 braucht mehr Speicher, als ein Dokument haben darf.</translation>
    </message>
    <message>
        <source>%1 offers %2 bytes for %3, which has %4.</source>
        <translation>%1 bietet %2 Bytes für %3, das %4 hat.</translation>
    </message>
    <message>
        <source>%1 orders what a search finds.</source>
        <translation>%1 ordnet, was eine Suche findet.</translation>
    </message>
    <message>
        <source>%1 papers could not be indexed: %2</source>
        <translation>%1 Unterlagen konnten nicht aufgenommen werden: %2</translation>
    </message>
    <message>
        <source>%1 questions are waiting for the model already.</source>
        <translation>%1 Fragen warten bereits auf das Modell.</translation>
    </message>
    <message>
        <source>%1 sends more than the %2 bytes that were asked for.</source>
        <translation>%1 schickt mehr als die %2 erbetenen Bytes.</translation>
    </message>
    <message>
        <source>%1 sent something that is no answer.</source>
        <translation>%1 hat etwas geschickt, das keine Antwort ist.</translation>
    </message>
    <message>
        <source>%1 took too long to read.</source>
        <translation>%1 zu lesen dauerte zu lange.</translation>
    </message>
    <message>
        <source>%1 unpacks to far more than a document holds; it was not read.</source>
        <translation>%1 wird entpackt viel größer, als ein Dokument ist; es wurde nicht gelesen.</translation>
    </message>
    <message>
        <source>%1 vectors at once are too many.</source>
        <translation>%1 Vektoren auf einmal sind zu viele.</translation>
    </message>
    <message>
        <source>%1 was replaced while it was opened.</source>
        <translation>%1 wurde beim Öffnen ersetzt.</translation>
    </message>
    <message>
        <source>%1 was written by a newer EdgeChat (its format is %2, this one knows up to %3).</source>
        <translation>%1 wurde von einem neueren EdgeChat geschrieben (Format %2, dieses kennt bis %3).</translation>
    </message>
    <message>
        <source>%1 was written to while it was read.</source>
        <translation>In %1 wurde während des Lesens geschrieben.</translation>
    </message>
    <message>
        <source>%1, SHA-256 as it should be.</source>
        <translation>%1, SHA-256 wie sie sein soll.</translation>
    </message>
    <message>
        <source>%1, apsw %2</source>
        <translation>%1, apsw %2</translation>
    </message>
    <message>
        <source>%1, line %2: %3.</source>
        <translation>%1, Zeile %2: %3.</translation>
    </message>
    <message>
        <source>%1.%2 must be of type %3.</source>
        <translation>%1.%2 muss vom Typ %3 sein.</translation>
    </message>
    <message>
        <source>%1.tool_call_id: only a tool answers a call.</source>
        <translation>%1.tool_call_id: Nur ein Werkzeug beantwortet einen Aufruf.</translation>
    </message>
    <message>
        <source>%1.tool_calls: only an assistant calls tools.</source>
        <translation>%1.tool_calls: Nur ein Assistent ruft Werkzeuge auf.</translation>
    </message>
    <message>
        <source>%1: has function and fields beside it.</source>
        <translation>%1: enthält function und daneben weitere Felder.</translation>
    </message>
    <message>
        <source>%1: has neither function nor name.</source>
        <translation>%1: enthält weder function noch name.</translation>
    </message>
    <message>
        <source>%1: is not JSON: %2.</source>
        <translation>%1: ist kein JSON: %2.</translation>
    </message>
    <message>
        <source>%1: is not a JSON object.</source>
        <translation>%1: ist kein JSON-Objekt.</translation>
    </message>
    <message>
        <source>%1: is not the schema of an object.</source>
        <translation>%1: ist nicht das Schema eines Objekts.</translation>
    </message>
    <message>
        <source>0 is exact, higher is freer.</source>
        <translation>0 ist genau, höher ist freier.</translation>
    </message>
    <message>
        <source>A backup cannot be written to %1: %9.</source>
        <translation>Nach %1 lässt sich keine Sicherung schreiben: %9.</translation>
    </message>
    <message>
        <source>A collection's name has 1 to 100 characters.</source>
        <translation>Der Name einer Sammlung hat 1 bis 100 Zeichen.</translation>
    </message>
    <message>
        <source>A context window of %1 tokens is too small.</source>
        <translation>Ein Kontextfenster von %1 Tokens ist zu klein.</translation>
    </message>
    <message>
        <source>A conversation's title cannot be empty.</source>
        <translation>Der Titel einer Unterhaltung kann nicht leer sein.</translation>
    </message>
    <message>
        <source>A message cannot be sent with %1.</source>
        <translation>Mit %1 kann keine Nachricht gesendet werden.</translation>
    </message>
    <message>
        <source>A name or text holds bytes that are no character.</source>
        <translation>Ein Name oder Text enthält Bytes, die kein Zeichen sind.</translation>
    </message>
    <message>
        <source>A part of type %1 is not whole.</source>
        <translation>Ein Teil vom Typ %1 ist nicht vollständig.</translation>
    </message>
    <message>
        <source>A preset needs a name of 1 to %1 letters.</source>
        <translation>Eine Voreinstellung braucht einen Namen von 1 bis %1 Zeichen.</translation>
    </message>
    <message>
        <source>A test collection is a folder with corpus.jsonl, queries.jsonl and qrels/*.tsv.</source>
        <translation>Eine Testsammlung ist ein Ordner mit corpus.jsonl, queries.jsonl und qrels/*.tsv.</translation>
    </message>
    <message>
        <source>A text holds half a character (a lone surrogate).</source>
        <translation>Ein Text enthält ein halbes Zeichen (ein einzelnes Surrogat).</translation>
    </message>
    <message>
        <source>A vector has no id.</source>
        <translation>Ein Vektor hat keine Kennung.</translation>
    </message>
    <message>
        <source>A whole disk cannot be followed.</source>
        <translation>Einem ganzen Datenträger lässt sich nicht folgen.</translation>
    </message>
    <message>
        <source>Above 0 avoids words that were used already.</source>
        <translation>Über 0 werden Wörter gemieden, die schon vorkamen.</translation>
    </message>
    <message>
        <source>Above 0 avoids words the more, the oftener they were used.</source>
        <translation>Über 0 werden Wörter umso mehr gemieden, je öfter sie vorkamen.</translation>
    </message>
    <message>
        <source>Above 1 keeps small models from saying the same thing over and over; 1 is off.</source>
        <translation>Über 1 hält kleine Modelle davon ab, immer wieder dasselbe zu sagen; 1 ist aus.</translation>
    </message>
    <message>
        <source>Add a file.</source>
        <translation>Fügen Sie eine Datei hinzu.</translation>
    </message>
    <message>
        <source>Add a single file with edgechat add.</source>
        <translation>Fügen Sie eine einzelne Datei mit edgechat add hinzu.</translation>
    </message>
    <message>
        <source>Add it again when the other program is done.</source>
        <translation>Fügen Sie sie noch einmal hinzu, wenn das andere Programm fertig ist.</translation>
    </message>
    <message>
        <source>Add it again.</source>
        <translation>Fügen Sie sie noch einmal hinzu.</translation>
    </message>
    <message>
        <source>Add the file again.</source>
        <translation>Fügen Sie die Datei noch einmal hinzu.</translation>
    </message>
    <message>
        <source>Add the file it points to.</source>
        <translation>Fügen Sie die Datei hinzu, auf die sie zeigt.</translation>
    </message>
    <message>
        <source>Add the files again.</source>
        <translation>Fügen Sie die Dateien noch einmal hinzu.</translation>
    </message>
    <message>
        <source>Add the files in it.</source>
        <translation>Fügen Sie die Dateien darin hinzu.</translation>
    </message>
    <message>
        <source>After the first answer the model names the conversation, in the background.</source>
        <translation>Nach der ersten Antwort gibt das Modell der Unterhaltung im Hintergrund einen Namen.</translation>
    </message>
    <message>
        <source>An empty path names nothing.</source>
        <translation>Ein leerer Pfad nennt nichts.</translation>
    </message>
    <message>
        <source>Another EdgeChat has this profile open (process %1).</source>
        <translation>Ein anderes EdgeChat hat dieses Profil geöffnet (Prozess %1).</translation>
    </message>
    <message>
        <source>Another EdgeChat is repairing the documents.</source>
        <translation>Ein anderes EdgeChat bringt die Dokumente gerade in Ordnung.</translation>
    </message>
    <message>
        <source>Another EdgeChat still fetches it.</source>
        <translation>Ein anderes EdgeChat holt es noch.</translation>
    </message>
    <message>
        <source>Another program keeps %1 locked.</source>
        <translation>Ein anderes Programm hält %1 gesperrt.</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Answers well in many languages. Recommended where 3 GB of memory are free.</source>
        <translation>Antwortet gut in vielen Sprachen. Empfohlen, wo 3 GB Speicher frei sind.</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Erscheinungsbild</translation>
    </message>
    <message>
        <source>Ask again in a new message.</source>
        <translation>Fragen Sie noch einmal in einer neuen Nachricht.</translation>
    </message>
    <message>
        <source>Ask again: it is started anew. If it happens again, choose another model file.</source>
        <translation>Fragen Sie noch einmal: Es wird neu gestartet. Geschieht es wieder, wählen Sie eine andere Modelldatei.</translation>
    </message>
    <message>
        <source>Ask for another answer instead.</source>
        <translation>Lassen Sie stattdessen neu antworten.</translation>
    </message>
    <message>
        <source>Ask in a new message.</source>
        <translation>Fragen Sie in einer neuen Nachricht.</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Bring that one back first.</source>
        <translation>Holen Sie zuerst diese zurück.</translation>
    </message>
    <message>
        <source>CPU threads</source>
        <translation>CPU-Kerne</translation>
    </message>
    <message>
        <source>Change it.</source>
        <translation>Ändern Sie es.</translation>
    </message>
    <message>
        <source>Change its permissions.</source>
        <translation>Ändern Sie ihre Zugriffsrechte.</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Check HTTPS_PROXY and NO_PROXY.</source>
        <translation>Prüfen Sie HTTPS_PROXY und NO_PROXY.</translation>
    </message>
    <message>
        <source>Check HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR.</source>
        <translation>Prüfen Sie HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE und SSL_CERT_DIR.</translation>
    </message>
    <message>
        <source>Check the disk it is on, then try again.</source>
        <translation>Prüfen Sie den Datenträger, auf dem sie liegt, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>Check the name.</source>
        <translation>Prüfen Sie den Namen.</translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>Prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <source>Check the path; it may have been moved or deleted.</source>
        <translation>Prüfen Sie den Pfad; vielleicht wurde sie verschoben oder gelöscht.</translation>
    </message>
    <message>
        <source>Choose a file that ends in .gguf.</source>
        <translation>Wählen Sie eine Datei, die auf .gguf endet.</translation>
    </message>
    <message>
        <source>Choose a folder on it.</source>
        <translation>Wählen Sie einen Ordner darauf.</translation>
    </message>
    <message>
        <source>Choose a model of that task from `edgechat models list`.</source>
        <translation>Wählen Sie ein Modell für diese Aufgabe aus `edgechat models list`.</translation>
    </message>
    <message>
        <source>Choose a smaller model or a smaller context window, or close other programs.</source>
        <translation>Wählen Sie ein kleineres Modell oder ein kleineres Kontextfenster, oder schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>Choose a smaller model, or a smaller context window in the settings.</source>
        <translation>Wählen Sie ein kleineres Modell oder in den Einstellungen ein kleineres Kontextfenster.</translation>
    </message>
    <message>
        <source>Choose an exported JSON file.</source>
        <translation>Wählen Sie eine exportierte JSON-Datei.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>Choose another model file.</source>
        <translation>Wählen Sie eine andere Modelldatei.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Choose another name: nothing is written over.</source>
        <translation>Wählen Sie einen anderen Namen: Überschrieben wird nichts.</translation>
    </message>
    <message>
        <source>Choose another with --collection.</source>
        <translation>Wählen Sie mit --collection eine andere.</translation>
    </message>
    <message>
        <source>Choose another with --home or EDGECHAT_HOME, or make the folder writable.</source>
        <translation>Wählen Sie mit --home oder EDGECHAT_HOME einen anderen, oder machen Sie den Ordner beschreibbar.</translation>
    </message>
    <message>
        <source>Choose another with --home or EDGECHAT_HOME.</source>
        <translation>Wählen Sie mit --home oder EDGECHAT_HOME einen anderen.</translation>
    </message>
    <message>
        <source>Choose another.</source>
        <translation>Wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>Choose another: edgechat backups list.</source>
        <translation>Wählen Sie eine andere: edgechat backups list.</translation>
    </message>
    <message>
        <source>Choose one from the list.</source>
        <translation>Wählen Sie einen Eintrag aus der Liste.</translation>
    </message>
    <message>
        <source>Choose one of its own.</source>
        <translation>Wählen Sie eine der eigenen.</translation>
    </message>
    <message>
        <source>Choose one of these endings.</source>
        <translation>Wählen Sie eine dieser Endungen.</translation>
    </message>
    <message>
        <source>Close EdgeChat and open it again: documents are then put right by themselves.</source>
        <translation>Schließen Sie EdgeChat und öffnen Sie es wieder: Die Dokumente werden dann von selbst in Ordnung gebracht.</translation>
    </message>
    <message>
        <source>Close EdgeChat and run edgechat check --repair.</source>
        <translation>Schließen Sie EdgeChat und führen Sie edgechat check --repair aus.</translation>
    </message>
    <message>
        <source>Close it first. With --force what it still writes goes to the file that is put aside.</source>
        <translation>Schließen Sie es zuerst. Mit --force geht, was es noch schreibt, in die beiseitegelegte Datei.</translation>
    </message>
    <message>
        <source>Close other programs, or set a smaller context window.</source>
        <translation>Schließen Sie andere Programme oder stellen Sie ein kleineres Kontextfenster ein.</translation>
    </message>
    <message>
        <source>Close other programs, then ask again.</source>
        <translation>Schließen Sie andere Programme und fragen Sie dann noch einmal.</translation>
    </message>
    <message>
        <source>Close programs.</source>
        <translation>Schließen Sie Programme.</translation>
    </message>
    <message>
        <source>Close that one; the documents are then put right by themselves.</source>
        <translation>Schließen Sie das andere; die Dokumente werden dann von selbst in Ordnung gebracht.</translation>
    </message>
    <message>
        <source>Context window</source>
        <translation>Kontextfenster</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Datenordner</translation>
    </message>
    <message>
        <source>Delete one first.</source>
        <translation>Löschen Sie zuerst eine.</translation>
    </message>
    <message>
        <source>Delete the stray cell at its edge, or save the part you need as CSV.</source>
        <translation>Löschen Sie die verirrte Zelle am Rand, oder speichern Sie den Teil, den Sie brauchen, als CSV.</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Speicherplatz</translation>
    </message>
    <message>
        <source>Disk space, in MB, for what models have read of recent conversations: reopening one is then as fast as going on. 0 keeps none.</source>
        <translation>Speicherplatz in MB für das, was Modelle von den letzten Unterhaltungen gelesen haben: Eine wieder zu öffnen geht dann so schnell wie weiterzumachen. 0 behält nichts.</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Bildschirm</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents are made ready for another one in the background while the earlier one answers; empty keeps the one in use.</source>
        <translation>Für ein anderes werden die Dokumente im Hintergrund vorbereitet, während das bisherige antwortet; leer behält das benutzte.</translation>
    </message>
    <message>
        <source>Documents whose content is missing: %1.</source>
        <translation>Dokumente, deren Inhalt fehlt: %1.</translation>
    </message>
    <message>
        <source>EdgeChat failed on it: %1.</source>
        <translation>EdgeChat ist daran gescheitert: %1.</translation>
    </message>
    <message>
        <source>EdgeChat is set to stay offline.</source>
        <translation>EdgeChat ist so eingestellt, dass es offline bleibt.</translation>
    </message>
    <message>
        <source>EdgeChat runs models in the GGUF format.</source>
        <translation>EdgeChat führt Modelle im GGUF-Format aus.</translation>
    </message>
    <message>
        <source>EdgeChat was closed before the document was read.</source>
        <translation>EdgeChat wurde geschlossen, bevor das Dokument gelesen war.</translation>
    </message>
    <message>
        <source>EdgeChat was closed before the model could answer.</source>
        <translation>EdgeChat wurde geschlossen, bevor das Modell antworten konnte.</translation>
    </message>
    <message>
        <source>Embed it in parts; a library does that by itself.</source>
        <translation>Betten Sie ihn in Teilen ein; die Unterlagen erledigen das von selbst.</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Rechenwerk</translation>
    </message>
    <message>
        <source>Export fewer conversations at once.</source>
        <translation>Exportieren Sie weniger Unterhaltungen auf einmal.</translation>
    </message>
    <message>
        <source>Flash attention</source>
        <translation>Flash Attention</translation>
    </message>
    <message>
        <source>Follow only the outer one, or choose another collection.</source>
        <translation>Folgen Sie nur dem äußeren, oder wählen Sie eine andere Sammlung.</translation>
    </message>
    <message>
        <source>Free some disk space, then go on. What has arrived is kept.</source>
        <translation>Machen Sie Platz auf der Platte und setzen Sie dann fort. Was angekommen ist, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Free some disk space, then try again. What was saved before is safe.</source>
        <translation>Schaffen Sie Platz auf dem Datenträger und versuchen Sie es erneut. Was vorher gespeichert wurde, ist sicher.</translation>
    </message>
    <message>
        <source>Frequency penalty</source>
        <translation>Abzug für Häufigkeit</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>Get it again from where it came from.</source>
        <translation>Holen Sie es noch einmal von dort, woher es kam.</translation>
    </message>
    <message>
        <source>Get it: edgechat models pull</source>
        <translation>Holen Sie es: edgechat models pull</translation>
    </message>
    <message>
        <source>Give %1.</source>
        <translation>Geben Sie %1 an.</translation>
    </message>
    <message>
        <source>Give 1 to %1.</source>
        <translation>Geben Sie 1 bis %1 an.</translation>
    </message>
    <message>
        <source>Give a finite number.</source>
        <translation>Geben Sie eine endliche Zahl an.</translation>
    </message>
    <message>
        <source>Give a number from %1 to %2.</source>
        <translation>Geben Sie eine Zahl von %1 bis %2 an.</translation>
    </message>
    <message>
        <source>Give a number.</source>
        <translation>Geben Sie eine Zahl an.</translation>
    </message>
    <message>
        <source>Give a text, or a list of texts.</source>
        <translation>Geben Sie einen Text oder eine Liste von Texten an.</translation>
    </message>
    <message>
        <source>Give a text.</source>
        <translation>Geben Sie einen Text an.</translation>
    </message>
    <message>
        <source>Give a whole collection.</source>
        <translation>Geben Sie eine vollständige Sammlung an.</translation>
    </message>
    <message>
        <source>Give a whole number from 1, or none.</source>
        <translation>Geben Sie eine ganze Zahl ab 1 an oder keine.</translation>
    </message>
    <message>
        <source>Give an address with https://.</source>
        <translation>Geben Sie eine Adresse mit https:// an.</translation>
    </message>
    <message>
        <source>Give at least %1 characters of it.</source>
        <translation>Geben Sie mindestens %1 Zeichen davon an.</translation>
    </message>
    <message>
        <source>Give at least %1, or 0 for the model's own.</source>
        <translation>Geben Sie mindestens %1 an, oder 0 für den Wert des Modells.</translation>
    </message>
    <message>
        <source>Give at least one tool.</source>
        <translation>Geben Sie mindestens ein Werkzeug an.</translation>
    </message>
    <message>
        <source>Give each its own name.</source>
        <translation>Geben Sie jedem einen eigenen Namen.</translation>
    </message>
    <message>
        <source>Give each one.</source>
        <translation>Geben Sie jedem eine.</translation>
    </message>
    <message>
        <source>Give it a few words.</source>
        <translation>Geben Sie ihm ein paar Wörter.</translation>
    </message>
    <message>
        <source>Give it another name.</source>
        <translation>Geben Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Give it the role "tool".</source>
        <translation>Geben Sie ihr die Rolle „tool“.</translation>
    </message>
    <message>
        <source>Give its password to have it read.</source>
        <translation>Geben Sie das Passwort an, damit es gelesen wird.</translation>
    </message>
    <message>
        <source>Give more of it.</source>
        <translation>Geben Sie mehr davon an.</translation>
    </message>
    <message>
        <source>Give more of the id.</source>
        <translation>Geben Sie mehr von der Kennung an.</translation>
    </message>
    <message>
        <source>Give names and values.</source>
        <translation>Geben Sie Namen und Werte an.</translation>
    </message>
    <message>
        <source>Give numbers.</source>
        <translation>Geben Sie Zahlen an.</translation>
    </message>
    <message>
        <source>Give one of %1.</source>
        <translation>Geben Sie eines davon an: %1.</translation>
    </message>
    <message>
        <source>Give one of the shapes.</source>
        <translation>Verwenden Sie eine der beiden Formen.</translation>
    </message>
    <message>
        <source>Give one of them, not empty.</source>
        <translation>Geben Sie eines davon an, nicht leer.</translation>
    </message>
    <message>
        <source>Give one of them.</source>
        <translation>Geben Sie nur eines davon an.</translation>
    </message>
    <message>
        <source>Give plain JSON values.</source>
        <translation>Geben Sie einfache JSON-Werte an.</translation>
    </message>
    <message>
        <source>Give plain values.</source>
        <translation>Geben Sie einfache Werte an.</translation>
    </message>
    <message>
        <source>Give text: one, or a list of at most %1.</source>
        <translation>Geben Sie Text an: einen, oder eine Liste von höchstens %1.</translation>
    </message>
    <message>
        <source>Give that of a file or folder.</source>
        <translation>Geben Sie den einer Datei oder eines Ordners an.</translation>
    </message>
    <message>
        <source>Give the arguments as an object.</source>
        <translation>Geben Sie die Argumente als Objekt an.</translation>
    </message>
    <message>
        <source>Give the right --home and --profile.</source>
        <translation>Geben Sie --home und --profile richtig an.</translation>
    </message>
    <message>
        <source>Give true or false.</source>
        <translation>Geben Sie true oder false an.</translation>
    </message>
    <message>
        <source>Have its pictures read, too.</source>
        <translation>Lassen Sie auch die Bilder lesen.</translation>
    </message>
    <message>
        <source>How answers are made, beside the conversation.</source>
        <translation>Wie geantwortet wird, neben der Unterhaltung.</translation>
    </message>
    <message>
        <source>How many cores write the answer; 0 lets EdgeChat choose.</source>
        <translation>Wie viele Kerne die Antwort schreiben; bei 0 wählt EdgeChat.</translation>
    </message>
    <message>
        <source>How much of the model the GPU computes; -1 is as much as fits, 0 none.</source>
        <translation>Wie viel vom Modell die GPU rechnet; -1 ist so viel wie passt, 0 nichts.</translation>
    </message>
    <message>
        <source>If it should, open it and see whether its pages are blank.</source>
        <translation>Wenn doch, öffnen Sie sie und sehen Sie nach, ob die Seiten leer sind.</translation>
    </message>
    <message>
        <source>If you trust it, open it in the program it was made with and save it anew.</source>
        <translation>Wenn Sie der Datei vertrauen, öffnen Sie sie in dem Programm, mit dem sie erstellt wurde, und speichern Sie sie neu.</translation>
    </message>
    <message>
        <source>In tokens: how much of your documents is put before a question. More takes longer to read.</source>
        <translation>In Tokens: wie viel aus Ihren Unterlagen einer Frage vorangestellt wird. Mehr dauert länger zu lesen.</translation>
    </message>
    <message>
        <source>In tokens; the answer stops there.</source>
        <translation>In Tokens; dort endet die Antwort.</translation>
    </message>
    <message>
        <source>Is this machine's date right? Behind a company's proxy, set SSL_CERT_FILE to its certificate.</source>
        <translation>Stimmt das Datum dieses Rechners? Hinter dem Proxy einer Firma setzen Sie SSL_CERT_FILE auf deren Zertifikat.</translation>
    </message>
    <message>
        <source>It cannot be measured: %1.</source>
        <translation>Er lässt sich nicht messen: %1.</translation>
    </message>
    <message>
        <source>It is left untouched at %1. Close EdgeChat and run edgechat check --repair.</source>
        <translation>Sie bleibt unberührt unter %1. Schließen Sie EdgeChat und führen Sie edgechat check --repair aus.</translation>
    </message>
    <message>
        <source>It may be back already.</source>
        <translation>Vielleicht ist sie schon zurück.</translation>
    </message>
    <message>
        <source>It may have been deleted in another window.</source>
        <translation>Vielleicht wurde sie in einem anderen Fenster gelöscht.</translation>
    </message>
    <message>
        <source>It was stopped.</source>
        <translation>Es wurde angehalten.</translation>
    </message>
    <message>
        <source>It was thrown away. Try again; if that does not help, set network.hub to another mirror.</source>
        <translation>Es wurde verworfen. Versuchen Sie es noch einmal; hilft das nicht, stellen Sie network.hub auf einen anderen Spiegel ein.</translation>
    </message>
    <message>
        <source>Its content is missing.</source>
        <translation>Sein Inhalt fehlt.</translation>
    </message>
    <message>
        <source>Its content is missing. Add the file again.</source>
        <translation>Sein Inhalt fehlt. Fügen Sie die Datei noch einmal hinzu.</translation>
    </message>
    <message>
        <source>Its header is checked when it is loaded.</source>
        <translation>Der Dateikopf wird beim Laden geprüft.</translation>
    </message>
    <message>
        <source>Its name must end in .gguf.</source>
        <translation>Der Name muss auf .gguf enden.</translation>
    </message>
    <message>
        <source>Its type must be "object".</source>
        <translation>Der Typ muss „object“ sein.</translation>
    </message>
    <message>
        <source>Its type must be one of %1.</source>
        <translation>Der Typ muss einer von diesen sein: %1.</translation>
    </message>
    <message>
        <source>JSON Mode couldn't be met.</source>
        <translation>Die Antwort ließ sich nicht als JSON schreiben.</translation>
    </message>
    <message>
        <source>Kept conversations</source>
        <translation>Bereitgehaltene Unterhaltungen</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Layers on the GPU</source>
        <translation>Schichten auf der GPU</translation>
    </message>
    <message>
        <source>Leave it out.</source>
        <translation>Lassen Sie es weg.</translation>
    </message>
    <message>
        <source>Leave pooling out: vectors of "cls" would not compare with them.</source>
        <translation>Lassen Sie pooling weg: Vektoren mit „cls“ wären damit nicht vergleichbar.</translation>
    </message>
    <message>
        <source>Light, dark, or as the system says.</source>
        <translation>Hell, dunkel oder wie im System.</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>Längste Antwort</translation>
    </message>
    <message>
        <source>Longest quotation</source>
        <translation>Längstes Zitat</translation>
    </message>
    <message>
        <source>Look again in a moment.</source>
        <translation>Sehen Sie gleich noch einmal nach.</translation>
    </message>
    <message>
        <source>Look it up in the list of conversations.</source>
        <translation>Sehen Sie in der Liste der Unterhaltungen nach.</translation>
    </message>
    <message>
        <source>Look it up in the list of deleted ones.</source>
        <translation>Sehen Sie in der Liste der gelöschten nach.</translation>
    </message>
    <message>
        <source>Lower its maxLength or maxItems.</source>
        <translation>Setzen Sie maxLength oder maxItems niedriger.</translation>
    </message>
    <message>
        <source>Made ready by set-up for document search.</source>
        <translation>Von der Einrichtung für die Suche in Unterlagen vorbereitet.</translation>
    </message>
    <message>
        <source>Make it with create.</source>
        <translation>Legen Sie ihn mit create an.</translation>
    </message>
    <message>
        <source>Make room.</source>
        <translation>Schaffen Sie Platz.</translation>
    </message>
    <message>
        <source>Make the folder writable, or choose another with --home or EDGECHAT_HOME.</source>
        <translation>Machen Sie den Ordner beschreibbar, oder wählen Sie mit --home oder EDGECHAT_HOME einen anderen.</translation>
    </message>
    <message>
        <source>Make the folder writable, then try again.</source>
        <translation>Machen Sie den Ordner beschreibbar und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>Make the folder writable.</source>
        <translation>Machen Sie den Ordner beschreibbar.</translation>
    </message>
    <message>
        <source>Make the profile's folder writable, then try again.</source>
        <translation>Machen Sie den Ordner des Profils beschreibbar und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Memory limit</source>
        <translation>Speichergrenze</translation>
    </message>
    <message>
        <source>Mend the line.</source>
        <translation>Berichtigen Sie die Zeile.</translation>
    </message>
    <message>
        <source>Min P</source>
        <translation>Min P</translation>
    </message>
    <message>
        <source>Minutes without a question after which the model leaves memory; 0 keeps it.</source>
        <translation>Minuten ohne Frage, nach denen das Modell den Speicher verlässt; 0 behält es.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Model that finds passages</source>
        <translation>Modell, das Textstellen findet</translation>
    </message>
    <message>
        <source>Model that orders passages</source>
        <translation>Modell, das Textstellen ordnet</translation>
    </message>
    <message>
        <source>Models folder</source>
        <translation>Modellordner</translation>
    </message>
    <message>
        <source>Models run on the processor: llama.cpp was built without GPU support.</source>
        <translation>Modelle laufen auf dem Prozessor: llama.cpp wurde ohne GPU-Unterstützung gebaut.</translation>
    </message>
    <message>
        <source>Models run on the processor: no GPU was found.</source>
        <translation>Modelle laufen auf dem Prozessor: Keine GPU wurde gefunden.</translation>
    </message>
    <message>
        <source>Most the model process may take, in MB; 0 lets EdgeChat judge by the model.</source>
        <translation>So viel darf der Modellprozess höchstens nehmen, in MB; bei 0 urteilt EdgeChat nach dem Modell.</translation>
    </message>
    <message>
        <source>Move %1 aside and start again. Nothing was changed in the file.</source>
        <translation>Legen Sie %1 beiseite und starten Sie neu. In der Datei wurde nichts verändert.</translation>
    </message>
    <message>
        <source>Name one of tools.</source>
        <translation>Nennen Sie eines aus tools.</translation>
    </message>
    <message>
        <source>Name the tool that was called.</source>
        <translation>Nennen Sie das Werkzeug, das aufgerufen wurde.</translation>
    </message>
    <message>
        <source>Name the tool.</source>
        <translation>Nennen Sie das Werkzeug.</translation>
    </message>
    <message>
        <source>Neither prompt nor messages was given.</source>
        <translation>Weder prompt noch messages wurde angegeben.</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>No embedding model is installed.</source>
        <translation>Es ist kein Einbettungsmodell installiert.</translation>
    </message>
    <message>
        <source>No engine here can embed with %1.</source>
        <translation>Mit %1 kann hier nichts einbetten.</translation>
    </message>
    <message>
        <source>No engine here can run %1.</source>
        <translation>Hier kann nichts %1 ausführen.</translation>
    </message>
    <message>
        <source>No model is installed.</source>
        <translation>Es ist kein Modell installiert.</translation>
    </message>
    <message>
        <source>None yet: the first is made by itself within half an hour.</source>
        <translation>Noch keine: Die erste entsteht von selbst innerhalb einer halben Stunde.</translation>
    </message>
    <message>
        <source>Nothing was fetched. Try again later, or set network.hub to another mirror.</source>
        <translation>Es wurde nichts geholt. Versuchen Sie es später erneut, oder setzen Sie network.hub auf einen anderen Spiegel.</translation>
    </message>
    <message>
        <source>Nothing was fetched. Update EdgeChat, or set network.hub to another mirror.</source>
        <translation>Es wurde nichts geholt. Aktualisieren Sie EdgeChat, oder setzen Sie network.hub auf einen anderen Spiegel.</translation>
    </message>
    <message>
        <source>Nothing was kept of it.</source>
        <translation>Davon wurde nichts behalten.</translation>
    </message>
    <message>
        <source>Offer fewer or shorter ones.</source>
        <translation>Bieten Sie weniger oder kürzere an.</translation>
    </message>
    <message>
        <source>Only files can go with a message.</source>
        <translation>Einer Nachricht können nur Dateien mitgegeben werden.</translation>
    </message>
    <message>
        <source>Only so many of the likeliest words are drawn from; 0 is off.</source>
        <translation>Gezogen wird nur aus so vielen der wahrscheinlichsten Wörter; 0 schaltet es aus.</translation>
    </message>
    <message>
        <source>Only the last answer can be tried again.</source>
        <translation>Nur die letzte Antwort kann neu versucht werden.</translation>
    </message>
    <message>
        <source>Only the likeliest words are drawn from that together reach this share; 1 is off.</source>
        <translation>Gezogen wird nur aus den wahrscheinlichsten Wörtern, die zusammen diesen Anteil erreichen; 1 schaltet es aus.</translation>
    </message>
    <message>
        <source>Only words can be looked for: %1</source>
        <translation>Gesucht werden kann nur nach Wörtern: %1</translation>
    </message>
    <message>
        <source>Only your own messages can be edited.</source>
        <translation>Nur eigene Nachrichten lassen sich ändern.</translation>
    </message>
    <message>
        <source>Open it again.</source>
        <translation>Öffnen Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>Open it in a PDF program and save it again.</source>
        <translation>Öffnen Sie es in einem PDF-Programm und speichern Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Open it in that shop's own program.</source>
        <translation>Öffnen Sie es im Programm dieses Händlers.</translation>
    </message>
    <message>
        <source>Open it in the program it was made with and save it again.</source>
        <translation>Öffnen Sie es im Programm, mit dem es gemacht wurde, und speichern Sie es neu.</translation>
    </message>
    <message>
        <source>Open it in the program it was made with and save it without a password.</source>
        <translation>Öffnen Sie es im Programm, mit dem es gemacht wurde, und speichern Sie es ohne Passwort.</translation>
    </message>
    <message>
        <source>Open the conversation again.</source>
        <translation>Öffnen Sie die Unterhaltung noch einmal.</translation>
    </message>
    <message>
        <source>Order of passages</source>
        <translation>Reihenfolge der Textstellen</translation>
    </message>
    <message>
        <source>Panel</source>
        <translation>Leiste</translation>
    </message>
    <message>
        <source>Passages with vectors of %1: %2 of %3.</source>
        <translation>Textstellen mit Vektoren von %1: %2 von %3.</translation>
    </message>
    <message>
        <source>Passages with vectors of %1: %2 of %3; %4 answers.</source>
        <translation>Textstellen mit Vektoren von %1: %2 von %3; %4 antwortet.</translation>
    </message>
    <message>
        <source>Please report this.</source>
        <translation>Bitte melden Sie das.</translation>
    </message>
    <message>
        <source>Presence penalty</source>
        <translation>Abzug für Vorkommen</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Put it under json_schema.</source>
        <translation>Schreiben Sie es unter json_schema.</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>Reads long prompts faster where the model allows it.</source>
        <translation>Liest lange Eingaben schneller, wo das Modell es zulässt.</translation>
    </message>
    <message>
        <source>Reads the best passages once more together with the question; auto takes the one installed, off does without.</source>
        <translation>Liest die besten Textstellen noch einmal zusammen mit der Frage; auto nimmt das installierte, off kommt ohne aus.</translation>
    </message>
    <message>
        <source>Refuses every connection. Without it EdgeChat connects only for what you start, such as getting a model.</source>
        <translation>Verweigert jede Verbindung. Ohne dies verbindet sich EdgeChat nur für das, was Sie anstoßen, etwa um ein Modell zu holen.</translation>
    </message>
    <message>
        <source>Release memory after</source>
        <translation>Speicher freigeben nach</translation>
    </message>
    <message>
        <source>Rename it.</source>
        <translation>Benennen Sie sie um.</translation>
    </message>
    <message>
        <source>Rename one of them, or use it in place.</source>
        <translation>Benennen Sie eine davon um, oder verwenden Sie sie dort, wo sie liegt.</translation>
    </message>
    <message>
        <source>Rename the file.</source>
        <translation>Benennen Sie die Datei um.</translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation>Strafe für Wiederholung</translation>
    </message>
    <message>
        <source>Run edgechat doctor.</source>
        <translation>Führen Sie edgechat doctor aus.</translation>
    </message>
    <message>
        <source>Run set-up again for the starter model, or put a GGUF file into the models folder.</source>
        <translation>Führen Sie die Einrichtung für das Startmodell noch einmal aus, oder legen Sie eine GGUF-Datei in den Ordner der Modelle.</translation>
    </message>
    <message>
        <source>Run set-up again for the starter model.</source>
        <translation>Führen Sie die Einrichtung für das Startmodell noch einmal aus.</translation>
    </message>
    <message>
        <source>Run set-up again.</source>
        <translation>Führen Sie die Einrichtung noch einmal aus.</translation>
    </message>
    <message>
        <source>Run the set-up command again.</source>
        <translation>Führen Sie den Befehl zur Einrichtung noch einmal aus.</translation>
    </message>
    <message>
        <source>SQLite</source>
        <translation>SQLite</translation>
    </message>
    <message>
        <source>Save it again as PNG or JPEG.</source>
        <translation>Speichern Sie es als PNG oder JPEG.</translation>
    </message>
    <message>
        <source>Save it as PDF, DOCX or plain text.</source>
        <translation>Speichern Sie es als PDF, DOCX oder reinen Text.</translation>
    </message>
    <message>
        <source>Save it in today's format (DOCX, PPTX) or as PDF.</source>
        <translation>Speichern Sie es im heutigen Format (DOCX, PPTX) oder als PDF.</translation>
    </message>
    <message>
        <source>Save it smaller.</source>
        <translation>Speichern Sie es kleiner.</translation>
    </message>
    <message>
        <source>Search by meaning</source>
        <translation>Suche nach Bedeutung</translation>
    </message>
    <message>
        <source>See `edgechat models list`, put a GGUF file into the models folder, or give a file's path.</source>
        <translation>Siehe `edgechat models list`; oder legen Sie eine GGUF-Datei in den Ordner der Modelle, oder nennen Sie den Pfad einer Datei.</translation>
    </message>
    <message>
        <source>See: edgechat backups list.</source>
        <translation>Siehe: edgechat backups list.</translation>
    </message>
    <message>
        <source>See: edgechat models list</source>
        <translation>Siehe: edgechat models list</translation>
    </message>
    <message>
        <source>See: edgechat reports list.</source>
        <translation>Siehe: edgechat reports list.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Send attachment parts.</source>
        <translation>Senden Sie Anhänge als Teile.</translation>
    </message>
    <message>
        <source>Send it in smaller parts.</source>
        <translation>Senden Sie es in kleineren Teilen.</translation>
    </message>
    <message>
        <source>Send whole characters.</source>
        <translation>Senden Sie ganze Zeichen.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Several conversations begin with %1.</source>
        <translation>Die Kennungen mehrerer Unterhaltungen beginnen mit %1.</translation>
    </message>
    <message>
        <source>Several documents' ids begin with %1.</source>
        <translation>Die Kennungen mehrerer Unterlagen beginnen mit %1.</translation>
    </message>
    <message>
        <source>Shorten it, begin a new conversation, or choose a larger context window.</source>
        <translation>Kürzen Sie, beginnen Sie eine neue Unterhaltung, oder wählen Sie ein größeres Kontextfenster.</translation>
    </message>
    <message>
        <source>Shorten it.</source>
        <translation>Kürzen Sie es.</translation>
    </message>
    <message>
        <source>Shorten them.</source>
        <translation>Kürzen Sie sie.</translation>
    </message>
    <message>
        <source>Show its text.</source>
        <translation>Zeigen Sie den Text.</translation>
    </message>
    <message>
        <source>Small and quick, for machines with little memory. Clearly better than the starter model.</source>
        <translation>Klein und schnell, für Rechner mit wenig Speicher. Deutlich besser als das Startmodell.</translation>
    </message>
    <message>
        <source>Split it into several files.</source>
        <translation>Teilen Sie es in mehrere Dateien.</translation>
    </message>
    <message>
        <source>Split it, or save it again in a simpler form.</source>
        <translation>Teilen Sie es, oder speichern Sie es in einfacherer Form.</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>Offline bleiben</translation>
    </message>
    <message>
        <source>Stop it first.</source>
        <translation>Halten Sie sie zuerst an.</translation>
    </message>
    <message>
        <source>Switch it back with: edgechat settings set network.offline off</source>
        <translation>Zurück geht es mit: edgechat settings set network.offline off</translation>
    </message>
    <message>
        <source>Switched off: EdgeChat connects to nothing.</source>
        <translation>Abgeschaltet: EdgeChat verbindet sich mit nichts.</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>Systemanweisung</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Text %1 is %2 tokens long and the model reads %3 at once.</source>
        <translation>Text %1 ist %2 Tokens lang, und das Modell liest %3 auf einmal.</translation>
    </message>
    <message>
        <source>That is not the password of %1.</source>
        <translation>Das ist nicht das Passwort von %1.</translation>
    </message>
    <message>
        <source>The JSON schema cannot be used: %1.</source>
        <translation>Das JSON-Schema ist nicht verwendbar: %1.</translation>
    </message>
    <message>
        <source>The JSON schema is nested too deeply.</source>
        <translation>Das JSON-Schema ist zu tief verschachtelt.</translation>
    </message>
    <message>
        <source>The JSON schema is not JSON: %1.</source>
        <translation>Das JSON-Schema ist kein JSON: %1.</translation>
    </message>
    <message>
        <source>The JSON schema is over %1 characters long.</source>
        <translation>Das JSON-Schema ist über %1 Zeichen lang.</translation>
    </message>
    <message>
        <source>The JSON schema lets something repeat too often.</source>
        <translation>Das JSON-Schema lässt etwas zu oft wiederholen.</translation>
    </message>
    <message>
        <source>The JSON schema makes a grammar that llama.cpp refuses.</source>
        <translation>Das JSON-Schema ergibt eine Grammatik, die llama.cpp ablehnt.</translation>
    </message>
    <message>
        <source>The README lists them under From Python.</source>
        <translation>Die README zählt sie unter „From Python“ auf.</translation>
    </message>
    <message>
        <source>The address of the model hub or of a mirror with the same paths: https, or http on this machine.</source>
        <translation>Die Adresse des Modellverzeichnisses oder eines Spiegels mit gleichen Pfaden: https, oder http auf diesem Rechner.</translation>
    </message>
    <message>
        <source>The answer was cut off: raise max_tokens.</source>
        <translation>Die Antwort wurde abgeschnitten: Erhöhen Sie max_tokens.</translation>
    </message>
    <message>
        <source>The backup %1 is damaged: %2.</source>
        <translation>Die Sicherung %1 ist beschädigt: %2.</translation>
    </message>
    <message>
        <source>The catalogue has no model %1.</source>
        <translation>Das Verzeichnis kennt kein Modell %1.</translation>
    </message>
    <message>
        <source>The catalogue recommends no model.</source>
        <translation>Das Verzeichnis empfiehlt kein Modell.</translation>
    </message>
    <message>
        <source>The chat template of this model %1.</source>
        <translation>Die Gesprächsvorlage dieses Modells %1.</translation>
    </message>
    <message>
        <source>The connection to %1 broke off.</source>
        <translation>Die Verbindung zu %1 ist abgebrochen.</translation>
    </message>
    <message>
        <source>The content %1 in the vault has changed.</source>
        <translation>Der Inhalt %1 im Tresor hat sich verändert.</translation>
    </message>
    <message>
        <source>The content of %1 is missing.</source>
        <translation>Der Inhalt von %1 fehlt.</translation>
    </message>
    <message>
        <source>The conversation %1 in the file is damaged: %2.</source>
        <translation>Die Unterhaltung %1 in der Datei ist beschädigt: %2.</translation>
    </message>
    <message>
        <source>The copy was stopped.</source>
        <translation>Das Kopieren wurde angehalten.</translation>
    </message>
    <message>
        <source>The disk of %1 is filling up: %2 MB are free.</source>
        <translation>Der Datenträger von %1 läuft voll: %2 MB sind frei.</translation>
    </message>
    <message>
        <source>The documents' database is damaged, and another EdgeChat has it open (process %1).</source>
        <translation>Die Datenbank der Dokumente ist beschädigt, und ein anderes EdgeChat hat sie geöffnet (Prozess %1).</translation>
    </message>
    <message>
        <source>The embedding model %1 cannot be read: %2.</source>
        <translation>Das Einbettungsmodell %1 lässt sich nicht lesen: %2.</translation>
    </message>
    <message>
        <source>The embedding model needed more memory than it could have.</source>
        <translation>Das Einbettungsmodell brauchte mehr Speicher, als es haben konnte.</translation>
    </message>
    <message>
        <source>The embedding process did not give way in time.</source>
        <translation>Der Einbettungsprozess hat nicht rechtzeitig Platz gemacht.</translation>
    </message>
    <message>
        <source>The embedding process sent a wrong count.</source>
        <translation>Der Einbettungsprozess hat eine falsche Anzahl geschickt.</translation>
    </message>
    <message>
        <source>The embedding was cancelled.</source>
        <translation>Das Einbetten wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The file does not hold what an export holds: %1.</source>
        <translation>Die Datei enthält nicht, was ein Export enthält: %1.</translation>
    </message>
    <message>
        <source>The file holds no exported conversations of EdgeChat.</source>
        <translation>Die Datei enthält keine exportierten Unterhaltungen von EdgeChat.</translation>
    </message>
    <message>
        <source>The file is damaged or is no JSON: %1.</source>
        <translation>Die Datei ist beschädigt oder kein JSON: %1.</translation>
    </message>
    <message>
        <source>The file is not where it was: bring it back, or take it off the list.</source>
        <translation>Die Datei ist nicht mehr dort, wo sie war: Bringen Sie sie zurück, oder nehmen Sie sie von der Liste.</translation>
    </message>
    <message>
        <source>The file may be damaged or of a newer kind than this version knows: get it again or choose another.</source>
        <translation>Vielleicht ist die Datei beschädigt oder neuer, als diese Version kennt: Holen Sie sie noch einmal, oder wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>The file of %1 is not whole (%2 bytes).</source>
        <translation>Die Datei von %1 ist nicht vollständig (%2 Bytes).</translation>
    </message>
    <message>
        <source>The file was written by a newer EdgeChat (its format is %1, this one knows up to %2).</source>
        <translation>Die Datei wurde von einem neueren EdgeChat geschrieben (Format %1, dieses kennt bis %2).</translation>
    </message>
    <message>
        <source>The folder %1 is not there.</source>
        <translation>Der Ordner %1 ist nicht da.</translation>
    </message>
    <message>
        <source>The grammar allows no further token.</source>
        <translation>Die Grammatik lässt kein weiteres Token zu.</translation>
    </message>
    <message>
        <source>The inputs are not valid: %1.</source>
        <translation>Die Eingaben sind nicht gültig: %1.</translation>
    </message>
    <message>
        <source>The inputs take %1 bytes; at most %2 are accepted.</source>
        <translation>Die Eingaben haben %1 Bytes; angenommen werden höchstens %2.</translation>
    </message>
    <message>
        <source>The judgements lie there, one per line.</source>
        <translation>Dort liegen die Bewertungen, eine je Zeile.</translation>
    </message>
    <message>
        <source>The language engine (llama-cpp-python) is not installed.</source>
        <translation>Der Sprachantrieb (llama-cpp-python) ist nicht installiert.</translation>
    </message>
    <message>
        <source>The language engine does not load: %1</source>
        <translation>Der Sprachantrieb lässt sich nicht laden: %1</translation>
    </message>
    <message>
        <source>The language of the window; English where the system's is not among them.</source>
        <translation>Die Sprache des Fensters; Englisch, wo die des Systems nicht dabei ist.</translation>
    </message>
    <message>
        <source>The limit of %1 requests per minute is reached.</source>
        <translation>Die Grenze von %1 Anfragen in der Minute ist erreicht.</translation>
    </message>
    <message>
        <source>The message %1 has no place in the tree.</source>
        <translation>Die Nachricht %1 hat keinen Platz im Baum.</translation>
    </message>
    <message>
        <source>The message it followed was deleted too.</source>
        <translation>Die Nachricht, auf die sie folgte, wurde auch gelöscht.</translation>
    </message>
    <message>
        <source>The metadata of %1 is no object of 10 KB.</source>
        <translation>Die Metadaten von %1 sind kein Objekt von höchstens 10 KB.</translation>
    </message>
    <message>
        <source>The metadata of %1 is not JSON.</source>
        <translation>Die Metadaten von %1 sind kein JSON.</translation>
    </message>
    <message>
        <source>The model %1 is no embedding model.</source>
        <translation>Das Modell %1 ist kein Einbettungsmodell.</translation>
    </message>
    <message>
        <source>The model file %1 cannot be used: %2</source>
        <translation>Die Modelldatei %1 ist nicht verwendbar: %2</translation>
    </message>
    <message>
        <source>The model needed more memory than it could have, and its process ended.</source>
        <translation>Das Modell brauchte mehr Speicher, als es haben konnte, und sein Prozess endete.</translation>
    </message>
    <message>
        <source>The model process cannot be started: %1.</source>
        <translation>Der Modellprozess lässt sich nicht starten: %1.</translation>
    </message>
    <message>
        <source>The model process ended unexpectedly (%1).</source>
        <translation>Der Modellprozess endete unerwartet (%1).</translation>
    </message>
    <message>
        <source>The model process said nothing for %1 seconds and was ended.</source>
        <translation>Der Modellprozess hat sich %1 Sekunden lang nicht gemeldet und wurde beendet.</translation>
    </message>
    <message>
        <source>The model process sent a broken tool call.</source>
        <translation>Der Modellprozess hat einen fehlerhaften Werkzeugaufruf geschickt.</translation>
    </message>
    <message>
        <source>The model that answers; empty: the best one installed.</source>
        <translation>Das Modell, das antwortet; leer: das beste installierte.</translation>
    </message>
    <message>
        <source>The model's tokenizer refused the text.</source>
        <translation>Der Tokenizer des Modells hat den Text abgelehnt.</translation>
    </message>
    <message>
        <source>The models here pool by mean.</source>
        <translation>Die Modelle hier bilden den Mittelwert.</translation>
    </message>
    <message>
        <source>The name of this file holds bytes that are no text.</source>
        <translation>Der Name dieser Datei enthält Bytes, die kein Text sind.</translation>
    </message>
    <message>
        <source>The options of a preset are no object.</source>
        <translation>Die Optionen einer Voreinstellung sind kein Objekt.</translation>
    </message>
    <message>
        <source>The preset %1 comes with EdgeChat.</source>
        <translation>Die Voreinstellung %1 gehört zu EdgeChat.</translation>
    </message>
    <message>
        <source>The presets cannot be saved: %9.</source>
        <translation>Die Voreinstellungen lassen sich nicht speichern: %9.</translation>
    </message>
    <message>
        <source>The prompt is empty once the model has read it.</source>
        <translation>Die Eingabe ist leer, sobald das Modell sie gelesen hat.</translation>
    </message>
    <message>
        <source>The proxy or certificate settings of this system cannot be used: %1.</source>
        <translation>Die Proxy- oder Zertifikatseinstellungen dieses Systems sind nicht verwendbar: %1.</translation>
    </message>
    <message>
        <source>The proxy refuses the way to %1: %2.</source>
        <translation>Der Proxy verweigert den Weg zu %1: %2.</translation>
    </message>
    <message>
        <source>The re-ranker %1 cannot be read: %2.</source>
        <translation>Das ordnende Modell %1 lässt sich nicht lesen: %2.</translation>
    </message>
    <message>
        <source>The re-ranker %1 cannot be used: %2.</source>
        <translation>Das ordnende Modell %1 lässt sich nicht verwenden: %2.</translation>
    </message>
    <message>
        <source>The re-ranker is turned off.</source>
        <translation>Das ordnende Modell ist ausgeschaltet.</translation>
    </message>
    <message>
        <source>The re-ranker needed more memory than it could have.</source>
        <translation>Das ordnende Modell brauchte mehr Speicher, als es haben konnte.</translation>
    </message>
    <message>
        <source>The same number draws the same answer again; -1 draws anew each time.</source>
        <translation>Dieselbe Zahl zieht dieselbe Antwort noch einmal; -1 zieht jedes Mal neu.</translation>
    </message>
    <message>
        <source>The settings cannot be saved in %1: %9.</source>
        <translation>Die Einstellungen lassen sich nicht in %1 speichern: %9.</translation>
    </message>
    <message>
        <source>The text is %1 characters long; at most %2 are accepted.</source>
        <translation>Der Text ist %1 Zeichen lang; angenommen werden höchstens %2.</translation>
    </message>
    <message>
        <source>The text spells out too many control tokens.</source>
        <translation>Der Text enthält zu viele Steuerzeichen des Modells.</translation>
    </message>
    <message>
        <source>The tokenizer %1 cannot be read: %2.</source>
        <translation>Der Tokenizer %1 lässt sich nicht lesen: %2.</translation>
    </message>
    <message>
        <source>The values are %1; %2 has %3 finite ones.</source>
        <translation>Es sind %1 Werte; %2 hat %3 endliche.</translation>
    </message>
    <message>
        <source>The values are no list of numbers.</source>
        <translation>Die Werte sind keine Liste von Zahlen.</translation>
    </message>
    <message>
        <source>The vault %1 cannot be written: %9.</source>
        <translation>In den Tresor %1 lässt sich nicht schreiben: %9.</translation>
    </message>
    <message>
        <source>The vault holds no content %1.</source>
        <translation>Im Tresor liegt kein Inhalt %1.</translation>
    </message>
    <message>
        <source>The window needs %1.</source>
        <translation>Das Fenster braucht %1.</translation>
    </message>
    <message>
        <source>There are %1 presets already.</source>
        <translation>Es gibt schon %1 Voreinstellungen.</translation>
    </message>
    <message>
        <source>There is a model %1 already.</source>
        <translation>Ein Modell %1 gibt es schon.</translation>
    </message>
    <message>
        <source>There is a preset %1 already.</source>
        <translation>Eine Voreinstellung %1 gibt es schon.</translation>
    </message>
    <message>
        <source>There is an index %1 already.</source>
        <translation>Einen Index %1 gibt es schon.</translation>
    </message>
    <message>
        <source>There is no %1 in this document.</source>
        <translation>Ein %1 gibt es in diesem Dokument nicht.</translation>
    </message>
    <message>
        <source>There is no %1/*.tsv.</source>
        <translation>%1/*.tsv gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no backup %1.</source>
        <translation>Die Sicherung %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no collection %1.</source>
        <translation>Die Sammlung %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no conversation %1.</source>
        <translation>Die Unterhaltung %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no deleted conversation %1.</source>
        <translation>Es gibt keine gelöschte Unterhaltung %1.</translation>
    </message>
    <message>
        <source>There is no deleted message %1.</source>
        <translation>Eine gelöschte Nachricht %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no document %1.</source>
        <translation>Das Dokument %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>Die Datei %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no format %1.</source>
        <translation>Das Format %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no message %1 in this conversation.</source>
        <translation>Die Nachricht %1 gibt es in dieser Unterhaltung nicht.</translation>
    </message>
    <message>
        <source>There is no message %1.</source>
        <translation>Die Nachricht %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no model %1.</source>
        <translation>Das Modell %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no preset %1 of your own.</source>
        <translation>Eine eigene Voreinstellung %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no profile in %1.</source>
        <translation>In %1 liegt kein Profil.</translation>
    </message>
    <message>
        <source>There is no re-ranker in %1.</source>
        <translation>In %1 ist kein ordnendes Modell.</translation>
    </message>
    <message>
        <source>There is no report %1.</source>
        <translation>Den Bericht %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no room in %1: it takes %2 MB, %3 are free.</source>
        <translation>In %1 ist kein Platz: Es braucht %2 MB, %3 sind frei.</translation>
    </message>
    <message>
        <source>There is no room to save to %1: the disk is full or a size limit was reached.</source>
        <translation>In %1 ist kein Platz zum Speichern: Der Datenträger ist voll oder eine Größengrenze erreicht.</translation>
    </message>
    <message>
        <source>There is no screen here: the window cannot open.</source>
        <translation>Hier ist kein Bildschirm: Das Fenster kann nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>There is no setting %1.</source>
        <translation>Die Einstellung %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no vector index %1.</source>
        <translation>Den Vektorindex %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is none: words and meaning decide.</source>
        <translation>Es gibt kein ordnendes Modell: Wörter und Bedeutung entscheiden.</translation>
    </message>
    <message>
        <source>There is nothing to send.</source>
        <translation>Es gibt nichts zu senden.</translation>
    </message>
    <message>
        <source>These options cannot be stored: %1.</source>
        <translation>Diese Optionen lassen sich nicht speichern: %1.</translation>
    </message>
    <message>
        <source>Think before answering</source>
        <translation>Vor der Antwort nachdenken</translation>
    </message>
    <message>
        <source>This answer did not fail.</source>
        <translation>Diese Antwort ist nicht gescheitert.</translation>
    </message>
    <message>
        <source>This answer is still being written.</source>
        <translation>Diese Antwort wird noch geschrieben.</translation>
    </message>
    <message>
        <source>This is %1 tokens long and the model sees %2 at once.</source>
        <translation>Das ist %1 Tokens lang, und das Modell sieht %2 auf einmal.</translation>
    </message>
    <message>
        <source>This is not a part of a message.</source>
        <translation>Das ist kein Teil einer Nachricht.</translation>
    </message>
    <message>
        <source>This message answers nothing.</source>
        <translation>Diese Nachricht antwortet auf nichts.</translation>
    </message>
    <message>
        <source>This model needs about %1 of memory and %2 are free.</source>
        <translation>Dieses Modell braucht etwa %1 Speicher, frei sind %2.</translation>
    </message>
    <message>
        <source>This text is too long to store.</source>
        <translation>Dieser Text ist zu lang zum Speichern.</translation>
    </message>
    <message>
        <source>Titles by the model</source>
        <translation>Titel vom Modell</translation>
    </message>
    <message>
        <source>Tokens the model sees at once; 0 is the model's own, up to 8192.</source>
        <translation>Tokens, die das Modell auf einmal sieht; 0 ist sein eigener Wert, bis 8192.</translation>
    </message>
    <message>
        <source>Top K</source>
        <translation>Top K</translation>
    </message>
    <message>
        <source>Top P</source>
        <translation>Top P</translation>
    </message>
    <message>
        <source>Try a simpler JSON schema.</source>
        <translation>Versuchen Sie es mit einem einfacheren JSON-Schema.</translation>
    </message>
    <message>
        <source>Try again in %1 s, or raise the limit.</source>
        <translation>Versuchen Sie es in %1 s erneut, oder heben Sie die Grenze an.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Try again in a while.</source>
        <translation>Versuchen Sie es etwas später noch einmal.</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>Versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>Try again: what has arrived is kept.</source>
        <translation>Versuchen Sie es noch einmal: Was angekommen ist, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Try again; if it happens again, choose a smaller context window or fewer GPU layers.</source>
        <translation>Versuchen Sie es erneut; geschieht es wieder, wählen Sie ein kleineres Kontextfenster oder weniger Schichten auf der GPU.</translation>
    </message>
    <message>
        <source>Try again; if it happens again, choose a smaller model or a smaller context window.</source>
        <translation>Versuchen Sie es erneut; geschieht es wieder, wählen Sie ein kleineres Modell oder ein kleineres Kontextfenster.</translation>
    </message>
    <message>
        <source>Try another.</source>
        <translation>Versuchen Sie ein anderes.</translation>
    </message>
    <message>
        <source>Update EdgeChat, then import it again. Nothing was imported.</source>
        <translation>Aktualisieren Sie EdgeChat und importieren Sie dann noch einmal. Es wurde nichts importiert.</translation>
    </message>
    <message>
        <source>Update EdgeChat. Nothing was changed in the file.</source>
        <translation>Aktualisieren Sie EdgeChat. In der Datei wurde nichts verändert.</translation>
    </message>
    <message>
        <source>Use %1.</source>
        <translation>Verwenden Sie %1.</translation>
    </message>
    <message>
        <source>Use 1 to 32 letters, digits, '-' or '_', beginning with a letter or digit.</source>
        <translation>Verwenden Sie 1 bis 32 Buchstaben, Ziffern, „-“ oder „_“, beginnend mit Buchstabe oder Ziffer.</translation>
    </message>
    <message>
        <source>Use a model in ONNX format.</source>
        <translation>Verwenden Sie ein Modell im ONNX-Format.</translation>
    </message>
    <message>
        <source>Use a-z, 0-9 and -, at most 64.</source>
        <translation>Verwenden Sie a–z, 0–9 und -, höchstens 64 Zeichen.</translation>
    </message>
    <message>
        <source>Use edgechat ask.</source>
        <translation>Verwenden Sie edgechat ask.</translation>
    </message>
    <message>
        <source>Use it where it is instead.</source>
        <translation>Verwenden Sie sie stattdessen dort, wo sie liegt.</translation>
    </message>
    <message>
        <source>Use plain numbers and texts.</source>
        <translation>Verwenden Sie einfache Zahlen und Texte.</translation>
    </message>
    <message>
        <source>Use the model that the index was made for.</source>
        <translation>Verwenden Sie das Modell, für das der Index angelegt wurde.</translation>
    </message>
    <message>
        <source>Used only for what you start, such as getting a model.</source>
        <translation>Nur für das benutzt, was Sie anstoßen, etwa ein Modell zu holen.</translation>
    </message>
    <message>
        <source>Very small: it makes EdgeChat work before the first download. Expect simple, often wrong answers.</source>
        <translation>Sehr klein: Damit arbeitet EdgeChat schon vor dem ersten Download. Erwarten Sie einfache, oft falsche Antworten.</translation>
    </message>
    <message>
        <source>Wait a moment, then try again.</source>
        <translation>Warten Sie einen Augenblick und versuchen Sie es dann erneut.</translation>
    </message>
    <message>
        <source>What came is not %1 as EdgeChat knows it: it has another SHA-256.</source>
        <translation>Was ankam, ist nicht %1, wie EdgeChat es kennt: Die SHA-256-Prüfsumme ist eine andere.</translation>
    </message>
    <message>
        <source>What every new conversation begins with. Empty leaves it to the model's own template.</source>
        <translation>Womit jede neue Unterhaltung beginnt. Leer überlässt es der Vorlage des Modells.</translation>
    </message>
    <message>
        <source>What has arrived is kept: start again to go on.</source>
        <translation>Was angekommen ist, bleibt: Starten Sie neu, um weiterzumachen.</translation>
    </message>
    <message>
        <source>Where models come from</source>
        <translation>Woher Modelle kommen</translation>
    </message>
    <message>
        <source>Whether models that leave the choice think first; auto leaves it to the model.</source>
        <translation>Ob Modelle, die die Wahl lassen, zuerst nachdenken; auto überlässt es dem Modell.</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Words less likely than this share of the likeliest one are left out; 0 is off.</source>
        <translation>Wörter, die weniger wahrscheinlich sind als dieser Anteil des wahrscheinlichsten, bleiben weg; 0 schaltet es aus.</translation>
    </message>
    <message>
        <source>Write a JSON object.</source>
        <translation>Schreiben Sie ein JSON-Objekt.</translation>
    </message>
    <message>
        <source>Write a message first.</source>
        <translation>Schreiben Sie zuerst eine Nachricht.</translation>
    </message>
    <message>
        <source>Write it again.</source>
        <translation>Schreiben Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>Write it in whole characters.</source>
        <translation>Schreiben Sie es in ganzen Zeichen.</translation>
    </message>
    <message>
        <source>Write something.</source>
        <translation>Schreiben Sie etwas.</translation>
    </message>
    <message>
        <source>`edgechat settings list` shows them all.</source>
        <translation>`edgechat settings list` zeigt sie alle.</translation>
    </message>
    <message>
        <source>apsw cannot be loaded: %1.</source>
        <translation>apsw lässt sich nicht laden: %1.</translation>
    </message>
    <message>
        <source>dimensions cannot be %1.</source>
        <translation>dimensions kann nicht %1 sein.</translation>
    </message>
    <message>
        <source>edgechat documents list shows them.</source>
        <translation>edgechat documents list zeigt sie.</translation>
    </message>
    <message>
        <source>edgechat documents show tells its pages.</source>
        <translation>edgechat documents show nennt die Seiten.</translation>
    </message>
    <message>
        <source>edgechat watch list shows what is.</source>
        <translation>edgechat watch list zeigt sie.</translation>
    </message>
    <message>
        <source>llama.cpp cannot load %1: %2</source>
        <translation>llama.cpp kann %1 nicht laden: %2</translation>
    </message>
    <message>
        <source>llama.cpp could not compute the answer (code %1).</source>
        <translation>llama.cpp konnte die Antwort nicht berechnen (Code %1).</translation>
    </message>
    <message>
        <source>llama.cpp was built without GPU support</source>
        <translation>llama.cpp wurde ohne GPU-Unterstützung gebaut</translation>
    </message>
    <message>
        <source>metric cannot be %1.</source>
        <translation>metric kann nicht %1 sein.</translation>
    </message>
    <message>
        <source>no usable GPU was found</source>
        <translation>es wurde keine brauchbare GPU gefunden</translation>
    </message>
    <message>
        <source>prompt and messages are mutually exclusive.</source>
        <translation>prompt und messages schließen einander aus.</translation>
    </message>
    <message>
        <source>raw and messages are mutually exclusive.</source>
        <translation>raw und messages schließen einander aus.</translation>
    </message>
    <message>
        <source>raw goes with prompt.</source>
        <translation>raw gehört zu prompt.</translation>
    </message>
    <message>
        <source>response_format json_schema has no schema.</source>
        <translation>response_format json_schema hat kein Schema.</translation>
    </message>
    <message>
        <source>switched off in the settings</source>
        <translation>in den Einstellungen abgeschaltet</translation>
    </message>
    <message>
        <source>text was not given.</source>
        <translation>text wurde nicht angegeben.</translation>
    </message>
    <message>
        <source>the GPU failed: %1</source>
        <translation>die GPU versagte: %1</translation>
    </message>
    <message>
        <source>the GPU has room for %1 of %2 layers</source>
        <translation>die GPU hat Platz für %1 von %2 Schichten</translation>
    </message>
    <message>
        <source>the GPU has too little free memory</source>
        <translation>die GPU hat zu wenig freien Speicher</translation>
    </message>
    <message>
        <source>tool_choice is required, and tools is empty.</source>
        <translation>tool_choice ist required, und tools ist leer.</translation>
    </message>
    <message>
        <source>tool_choice.function.name: no tool is named %1.</source>
        <translation>tool_choice.function.name: Kein Werkzeug heißt %1.</translation>
    </message>
    <message>
        <source>tools and %1 are mutually exclusive.</source>
        <translation>tools und %1 schließen einander aus.</translation>
    </message>
    <message>
        <source>tools: over %1 characters of JSON.</source>
        <translation>tools: über %1 Zeichen JSON.</translation>
    </message>
    <message>
        <source>tools: two of them are named %1.</source>
        <translation>tools: Zwei davon heißen %1.</translation>
    </message>
    <message>
        <source>top_k cannot be %1.</source>
        <translation>top_k kann nicht %1 sein.</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>No action is called that, and no key does it.</source>
        <translation>Keine Aktion heißt so, und keine Taste tut das.</translation>
    </message>
    <message>
        <source>Search by name or key</source>
        <translation>Nach Name oder Taste suchen</translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message>
        <source>EdgeChat speaks it when it is opened again</source>
        <translation>EdgeChat spricht sie, sobald es wieder geöffnet wird</translation>
    </message>
    <message>
        <source>The model sees %1 tokens at once from the next question on</source>
        <translation>Das Modell sieht ab der nächsten Frage %1 Token auf einmal</translation>
    </message>
</context>
<context>
    <name>Shelving</name>
    <message>
        <source>%1 is encrypted. Its password:</source>
        <translation>%1 ist verschlüsselt. Das Passwort:</translation>
    </message>
    <message>
        <source>%1 is followed from now on</source>
        <translation>%1 wird ab jetzt verfolgt</translation>
    </message>
    <message>
        <source>%1 removed</source>
        <translation>%1 entfernt</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>Dateien hinzufügen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Drop to add to your documents</source>
        <translation>Loslassen, um es zu Ihren Unterlagen zu legen</translation>
    </message>
    <message>
        <source>Drop to add to “%1”</source>
        <translation>Loslassen, um es zu „%1“ zu legen</translation>
    </message>
    <message>
        <source>Enter its password…</source>
        <translation>Passwort eingeben …</translation>
    </message>
    <message>
        <source>Files that are added, changed or deleted in it later are then taken up by themselves.</source>
        <translation>Dateien, die später darin hinzukommen, geändert oder gelöscht werden, werden dann von selbst berücksichtigt.</translation>
    </message>
    <message>
        <source>Its name</source>
        <translation>Ihr Name</translation>
    </message>
    <message>
        <source>Keep following this folder</source>
        <translation>Diesen Ordner weiter verfolgen</translation>
    </message>
    <message>
        <source>New collection</source>
        <translation>Neue Sammlung</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Erneut lesen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Begin a new line in the question</source>
        <translation>In der Frage eine neue Zeile beginnen</translation>
    </message>
    <message>
        <source>Delete the conversation that is marked in the list</source>
        <translation>Die in der Liste markierte Unterhaltung löschen</translation>
    </message>
    <message>
        <source>Go to the next button or field</source>
        <translation>Zum nächsten Knopf oder Feld</translation>
    </message>
    <message>
        <source>Go to the previous button or field</source>
        <translation>Zum vorigen Knopf oder Feld</translation>
    </message>
    <message>
        <source>Send the question</source>
        <translation>Die Frage senden</translation>
    </message>
    <message>
        <source>Writing and moving</source>
        <translation>Schreiben und Bewegen</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>keine Taste</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Your conversations will be listed here.</source>
        <translation>Hier werden Ihre Unterhaltungen stehen.</translation>
    </message>
</context>
<context>
    <name>Sight</name>
    <message>
        <source>What the model sees</source>
        <translation>Was das Modell sieht</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>Look in the documents</source>
        <translation>In den Dokumenten nachsehen</translation>
    </message>
    <message>
        <source>No sentence of this answer stands in the passages that were found.</source>
        <translation>Kein Satz dieser Antwort steht in den gefundenen Stellen.</translation>
    </message>
    <message>
        <source>Nothing in your documents bears on this question. The answer is the model's own.</source>
        <translation>In Ihren Unterlagen steht dazu nichts. Die Antwort kommt vom Modell allein.</translation>
    </message>
    <message numerus="yes">
        <source>Reading %n passages</source>
        <translation>
            <numerusform>Liest eine Stelle</numerusform>
            <numerusform>Liest %n Stellen</numerusform>
        </translation>
    </message>
    <message>
        <source>Search them for the words of this question</source>
        <translation>Sie nach den Wörtern dieser Frage durchsuchen</translation>
    </message>
    <message>
        <source>Source %1: %2</source>
        <translation>Quelle %1: %2</translation>
    </message>
</context>
<context>
    <name>Sourcing</name>
    <message>
        <source>%1: remove from the question</source>
        <translation>%1: aus der Frage nehmen</translation>
    </message>
    <message>
        <source>Ask about documents</source>
        <translation>Nach Unterlagen fragen</translation>
    </message>
    <message>
        <source>Ask my documents</source>
        <translation>Meine Unterlagen befragen</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>Dateien anhängen</translation>
    </message>
    <message>
        <source>Attach files…</source>
        <translation>Dateien anhängen …</translation>
    </message>
    <message>
        <source>Look for answers in</source>
        <translation>Antworten suchen in</translation>
    </message>
    <message>
        <source>Look for the answer in your documents, and show where it stands</source>
        <translation>Die Antwort in Ihren Unterlagen suchen und zeigen, wo sie steht</translation>
    </message>
    <message>
        <source>Opening the attached files…</source>
        <translation>Die angehängten Dateien werden geöffnet …</translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation>%1 wird gelesen …</translation>
    </message>
    <message>
        <source>The question went without what could not be read: %1</source>
        <translation>Die Frage ging ohne das, was nicht gelesen werden konnte: %1</translation>
    </message>
</context>
<context>
    <name>Standing</name>
    <message>
        <source>Half as many tokens at once take less memory</source>
        <translation>Halb so viele Token auf einmal brauchen weniger Speicher</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>Smaller window</source>
        <translation>Kleineres Fenster</translation>
    </message>
    <message>
        <source>The model could not be loaded.</source>
        <translation>Das Modell konnte nicht geladen werden.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>Switcher</name>
    <message>
        <source>Earlier version</source>
        <translation>Frühere Fassung</translation>
    </message>
    <message>
        <source>Later version</source>
        <translation>Spätere Fassung</translation>
    </message>
    <message>
        <source>Version %1 of %2</source>
        <translation>Fassung %1 von %2</translation>
    </message>
</context>
<context>
    <name>Thought</name>
    <message>
        <source>Hide what the model thought</source>
        <translation>Gedanken des Modells verbergen</translation>
    </message>
    <message>
        <source>Show what the model thought</source>
        <translation>Gedanken des Modells zeigen</translation>
    </message>
    <message>
        <source>What the model thought</source>
        <translation>Was das Modell gedacht hat</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>Trade</name>
    <message>
        <source>Export the conversation</source>
        <translation>Unterhaltung exportieren</translation>
    </message>
    <message>
        <source>Exported conversations</source>
        <translation>Exportierte Unterhaltungen</translation>
    </message>
    <message>
        <source>Import conversations</source>
        <translation>Unterhaltungen importieren</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Copy code</source>
        <translation>Code kopieren</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
</context>
<context>
    <name>Trouble</name>
    <message>
        <source>A newer EdgeChat has written your conversations</source>
        <translation>Ein neueres EdgeChat hat Ihre Unterhaltungen geschrieben</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>EdgeChat cannot open this profile</source>
        <translation>EdgeChat kann dieses Profil nicht öffnen</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>Repairing keeps the damaged file in %1 and goes back to the backup of %2 with what is newer and can still be read. Nothing was changed yet.</source>
        <translation>Beim Reparieren bleibt die beschädigte Datei in %1 erhalten, und es geht zurück zur Sicherung (%2), ergänzt um Neueres, das noch lesbar ist. Bisher wurde nichts verändert.</translation>
    </message>
    <message>
        <source>Repairing keeps the damaged file in %1 and saves what can still be read of it. There is no backup. Nothing was changed yet.</source>
        <translation>Beim Reparieren bleibt die beschädigte Datei in %1 erhalten, und was noch lesbar ist, wird gerettet. Eine Sicherung gibt es nicht. Bisher wurde nichts verändert.</translation>
    </message>
    <message>
        <source>Repairing…</source>
        <translation>Wird repariert …</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>There is no room left on the disk</source>
        <translation>Auf dem Datenträger ist kein Platz mehr</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Your conversations cannot be read as they are</source>
        <translation>Ihre Unterhaltungen sind so nicht lesbar</translation>
    </message>
    <message>
        <source>Your conversations cannot be written to</source>
        <translation>In Ihre Unterhaltungen kann nicht geschrieben werden</translation>
    </message>
</context>
<context>
    <name>Tuner</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>New conversations begin like this one</source>
        <translation>Neue Unterhaltungen beginnen wie diese</translation>
    </message>
    <message>
        <source>Preset deleted: %1</source>
        <translation>Vorlage gelöscht: %1</translation>
    </message>
    <message>
        <source>Rename this preset</source>
        <translation>Diese Vorlage umbenennen</translation>
    </message>
    <message>
        <source>Save as a preset</source>
        <translation>Als Vorlage speichern</translation>
    </message>
</context>
<context>
    <name>Tuning</name>
    <message>
        <source>Back to the default</source>
        <translation>Zurück zur Vorgabe</translation>
    </message>
    <message>
        <source>Close the panel</source>
        <translation>Leiste schließen</translation>
    </message>
    <message>
        <source>Delete this preset</source>
        <translation>Diese Vorlage löschen</translation>
    </message>
    <message>
        <source>For models that leave the choice.</source>
        <translation>Für Modelle, die die Wahl lassen.</translation>
    </message>
    <message>
        <source>How answers are made</source>
        <translation>Wie geantwortet wird</translation>
    </message>
    <message>
        <source>Make default</source>
        <translation>Zur Vorgabe machen</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>Neue Unterhaltung</translation>
    </message>
    <message>
        <source>New conversations begin with these values</source>
        <translation>Neue Unterhaltungen beginnen mit diesen Werten</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Rename this preset</source>
        <translation>Diese Vorlage umbenennen</translation>
    </message>
    <message>
        <source>Save as a preset</source>
        <translation>Als Vorlage speichern</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>Systemanweisung</translation>
    </message>
    <message>
        <source>Think first</source>
        <translation>Zuerst nachdenken</translation>
    </message>
    <message>
        <source>This conversation</source>
        <translation>Diese Unterhaltung</translation>
    </message>
    <message>
        <source>This model always thinks before it answers.</source>
        <translation>Dieses Modell denkt immer nach, bevor es antwortet.</translation>
    </message>
    <message>
        <source>This model does not think before it answers.</source>
        <translation>Dieses Modell denkt nicht nach, bevor es antwortet.</translation>
    </message>
    <message>
        <source>Your own values</source>
        <translation>Eigene Werte</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>Back to the cited place</source>
        <translation>Zurück zur zitierten Stelle</translation>
    </message>
    <message>
        <source>Copy as quotation with its source</source>
        <translation>Als Zitat mit Quelle kopieren</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Nächste Seite</translation>
    </message>
    <message>
        <source>Open in its own program</source>
        <translation>Im eigenen Programm öffnen</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>Vorige Seite</translation>
    </message>
    <message>
        <source>Show the page's text</source>
        <translation>Text der Seite zeigen</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Text of the document</source>
        <translation>Text der Unterlage</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>%1 is a small model: quick, but often wrong.</source>
        <translation>%1 ist ein kleines Modell: schnell, aber oft falsch.</translation>
    </message>
    <message>
        <source>Answers are made on this machine. Nothing you write leaves it.</source>
        <translation>Antworten entstehen auf diesem Rechner. Nichts, was Sie schreiben, verlässt ihn.</translation>
    </message>
    <message>
        <source>Check this machine</source>
        <translation>Diesen Rechner prüfen</translation>
    </message>
    <message>
        <source>Explain rain to a child</source>
        <translation>Erkläre einem Kind den Regen</translation>
    </message>
    <message>
        <source>Suggest three names for a cat</source>
        <translation>Schlage drei Namen für eine Katze vor</translation>
    </message>
    <message>
        <source>What is a prime number?</source>
        <translation>Was ist eine Primzahl?</translation>
    </message>
    <message>
        <source>What would you like to know?</source>
        <translation>Was möchten Sie wissen?</translation>
    </message>
    <message>
        <source>Write a short thank-you note</source>
        <translation>Schreibe einen kurzen Dankesbrief</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Message deleted, with what followed it</source>
        <translation>Nachricht gelöscht, mit allem danach</translation>
    </message>
    <message>
        <source>No backup could be made. %1</source>
        <translation>Es konnte keine Sicherung gemacht werden. %1</translation>
    </message>
    <message>
        <source>That is more than a question can hold: only the first %1 characters were taken.</source>
        <translation>Das ist mehr, als eine Frage fasst: Nur die ersten %1 Zeichen wurden übernommen.</translation>
    </message>
    <message>
        <source>The settings could not be read: all are as at first. The unreadable file is kept: %1</source>
        <translation>Die Einstellungen konnten nicht gelesen werden: Alle sind wie am Anfang. Die unlesbare Datei wurde aufgehoben: %1</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>%1 % checked</source>
        <translation>%1 % geprüft</translation>
    </message>
    <message>
        <source>%1 (small)</source>
        <translation>%1 (klein)</translation>
    </message>
    <message>
        <source>%1 a second</source>
        <translation>%1 pro Sekunde</translation>
    </message>
    <message>
        <source>%1 are here already.</source>
        <translation>%1 sind schon da.</translation>
    </message>
    <message>
        <source>%1 could not be fetched</source>
        <translation>%1 konnte nicht geholt werden</translation>
    </message>
    <message>
        <source>%1 kept free for the answer</source>
        <translation>%1 bleiben frei für die Antwort</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 of %2 layers on %3</source>
        <translation>%1 von %2 Schichten auf %3</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 von %2 Tokens</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>%1 Tokens/s</translation>
    </message>
    <message>
        <source>%1, chapter %2</source>
        <translation>%1, Kapitel %2</translation>
    </message>
    <message>
        <source>%1, message %2</source>
        <translation>%1, Nachricht %2</translation>
    </message>
    <message>
        <source>%1, page %2</source>
        <translation>%1, Seite %2</translation>
    </message>
    <message>
        <source>%1, sheet %2</source>
        <translation>%1, Tabellenblatt %2</translation>
    </message>
    <message>
        <source>%1, slide %2</source>
        <translation>%1, Folie %2</translation>
    </message>
    <message>
        <source>%1: a download of %2 from %3, about %4 of memory, licence %5.</source>
        <translation>%1: ein Download von %2 von %3, etwa %4 Arbeitsspeicher, Lizenz %5.</translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hours ago</source>
        <translation>
            <numerusform>vor %n Stunde</numerusform>
            <numerusform>vor %n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hours left</source>
        <translation>
            <numerusform>noch %n Stunde</numerusform>
            <numerusform>noch %n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minutes ago</source>
        <translation>
            <numerusform>vor %n Minute</numerusform>
            <numerusform>vor %n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minutes left</source>
        <translation>
            <numerusform>noch %n Minute</numerusform>
            <numerusform>noch %n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n things are missing</source>
        <translation>
            <numerusform>%n Sache fehlt</numerusform>
            <numerusform>%n Sachen fehlen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n things can be better</source>
        <translation>
            <numerusform>%n Sache könnte besser sein</numerusform>
            <numerusform>%n Sachen könnten besser sein</numerusform>
        </translation>
    </message>
    <message>
        <source>; the oldest part is folded</source>
        <translation>; der älteste Teil ist zusammengefasst</translation>
    </message>
    <message>
        <source>About %1 of %2 tokens</source>
        <translation>Etwa %1 von %2 Tokens</translation>
    </message>
    <message>
        <source>Answering</source>
        <translation>Antwortet gerade</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Chapter %1 of %2</source>
        <translation>Kapitel %1 von %2</translation>
    </message>
    <message>
        <source>Checking every byte of %1</source>
        <translation>Jedes Byte von %1 wird geprüft</translation>
    </message>
    <message>
        <source>Could not be loaded</source>
        <translation>Konnte nicht geladen werden</translation>
    </message>
    <message>
        <source>Counted: instructions, messages, and the marks between them</source>
        <translation>Gezählt: Anweisungen, Nachrichten und die Zeichen dazwischen</translation>
    </message>
    <message>
        <source>Creative</source>
        <translation>Frei</translation>
    </message>
    <message>
        <source>EdgeChat ended while this was being written. What had arrived is kept.</source>
        <translation>EdgeChat wurde beendet, während dies geschrieben wurde. Was angekommen war, ist erhalten.</translation>
    </message>
    <message>
        <source>Everything is ready.</source>
        <translation>Alles ist bereit.</translation>
    </message>
    <message>
        <source>Everything works. %1.</source>
        <translation>Alles funktioniert. %1.</translation>
    </message>
    <message>
        <source>Folded into a summary: %1</source>
        <translation>In einer Zusammenfassung: %1</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>Getting %1</source>
        <translation>%1 wird geholt</translation>
    </message>
    <message>
        <source>In memory and ready</source>
        <translation>Im Speicher und bereit</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Loading the model… %1 %</source>
        <translation>Das Modell wird geladen … %1 %</translation>
    </message>
    <message>
        <source>Loading: %1 %</source>
        <translation>Wird geladen: %1 %</translation>
    </message>
    <message>
        <source>Message %1 of %2</source>
        <translation>Nachricht %1 von %2</translation>
    </message>
    <message>
        <source>Messages in full: %1</source>
        <translation>Nachrichten im Ganzen: %1</translation>
    </message>
    <message>
        <source>Not in memory: it is loaded when you begin to write</source>
        <translation>Nicht im Speicher: Es wird geladen, sobald Sie zu schreiben beginnen</translation>
    </message>
    <message>
        <source>Not more: %1.</source>
        <translation>Nicht mehr, denn: %1.</translation>
    </message>
    <message>
        <source>Only %1 of memory are free now.</source>
        <translation>Zurzeit sind nur %1 Arbeitsspeicher frei.</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>Seite %1 von %2</translation>
    </message>
    <message>
        <source>Pinned: %1</source>
        <translation>Angeheftet: %1</translation>
    </message>
    <message>
        <source>Precise</source>
        <translation>Genau</translation>
    </message>
    <message>
        <source>Reading the question…</source>
        <translation>Die Frage wird gelesen …</translation>
    </message>
    <message>
        <source>Runs on %1</source>
        <translation>Läuft auf %1</translation>
    </message>
    <message>
        <source>Sees %1 tokens at once</source>
        <translation>Sieht %1 Tokens auf einmal</translation>
    </message>
    <message>
        <source>Sheet %1 of %2</source>
        <translation>Tabellenblatt %1 von %2</translation>
    </message>
    <message>
        <source>Slide %1 of %2</source>
        <translation>Folie %1 von %2</translation>
    </message>
    <message>
        <source>Something went wrong inside EdgeChat. Your conversations are kept; try again.</source>
        <translation>In EdgeChat ist etwas schiefgegangen. Ihre Unterhaltungen sind erhalten; versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The GPU is not used: %1.</source>
        <translation>Die GPU wird nicht benutzt: %1.</translation>
    </message>
    <message>
        <source>The answer failed.</source>
        <translation>Die Antwort ist gescheitert.</translation>
    </message>
    <message>
        <source>The conversation takes %1 % of what the model can see</source>
        <translation>Die Unterhaltung nimmt %1 % dessen ein, was das Modell sehen kann</translation>
    </message>
    <message>
        <source>The file is not whole.</source>
        <translation>Die Datei ist nicht vollständig.</translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>Denkt nach…</translation>
    </message>
    <message numerus="yes">
        <source>Thought for %n minutes</source>
        <translation>
            <numerusform>Eine Minute nachgedacht</numerusform>
            <numerusform>%n Minuten nachgedacht</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Thought for %n seconds</source>
        <translation>
            <numerusform>Eine Sekunde nachgedacht</numerusform>
            <numerusform>%n Sekunden nachgedacht</numerusform>
        </translation>
    </message>
    <message>
        <source>Thought for a moment</source>
        <translation>Einen Moment nachgedacht</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Waiting for %1</source>
        <translation>Warten auf %1</translation>
    </message>
    <message>
        <source>What was folded, as the model sums it up</source>
        <translation>Das Zusammengefasste, in Worten des Modells</translation>
    </message>
    <message>
        <source>What was folded, in its own first sentences</source>
        <translation>Das Zusammengefasste, in seinen eigenen ersten Sätzen</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>You stopped this answer.</source>
        <translation>Sie haben diese Antwort angehalten.</translation>
    </message>
    <message>
        <source>answering on %1</source>
        <translation>antwortet auf %1</translation>
    </message>
    <message>
        <source>can be better</source>
        <translation>könnte besser sein</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>nicht benutzbar</translation>
    </message>
    <message>
        <source>could not be loaded</source>
        <translation>konnte nicht geladen werden</translation>
    </message>
    <message>
        <source>cut at the length limit</source>
        <translation>an der Längengrenze abgeschnitten</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>in Benutzung</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>noch weniger als eine Minute</translation>
    </message>
    <message>
        <source>loading %1 %</source>
        <translation>lädt %1 %</translation>
    </message>
    <message>
        <source>loads with the first question</source>
        <translation>lädt mit der ersten Frage</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>angeheftet</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>ready on %1</source>
        <translation>bereit auf %1</translation>
    </message>
</context>
</TS>
