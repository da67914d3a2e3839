"""Names of people, of many languages, and the titles of characters."""

from __future__ import annotations

from simulator.generated.vocabulary import words

FEMALE_NAMES = words("""
    Abigail Ada Agnieszka Aiko Aïcha Alma Amara Ana Anaïs Anja Astrid Beatriz Bettina Bianca Brigid Camila
    Carmen Cecilie Celeste Chiara Chloé Clara Dalia Daphne Deborah Delphine Dilara Dolores Edith Eilidh Elena
    Eloise Emiko Esther Eva Farah Fatima Fiona Freya Gabriela Gemma Genevieve Gloria Greta Gwen Hana Harriet
    Hedda Helena Ida Imani Imogen Inés Ingrid Irina Isolde Ivana Jade Janelle Jasmine Jolene Judith Juniper Kaia
    Katya Keiko Kirsten Laila Lakshmi Leocadia Leonie Lidia Linnéa Lourdes Lucía Ludmila Mabel Madeleine Maeve
    Maja Marguerite Marisol Mathilde Mei Mercy Mina Miriam Nadia Naomi Ngozi Niamh Noor Octavia Odile Olga
    Ophelia Paloma Paula Petra Philippa Priya Quinn Rebecca Renata Rosalind Ruth Sabine Saoirse Saskia Selma
    Shirin Sigrid Simone Sofía Sunniva Svetlana Tamsin Tatiana Thandiwe Theodora Tove Ursula Valentina Vera
    Viola Wanda Xiomara Yara Yasmin Yuki Zadie Zofia Zuri
""")

MALE_NAMES = words("""
    Aarav Abel Adrián Ahmed Aleksander Alistair Amos Anders André Anselm Antoine Arturo Augustin Barnaby Bashir
    Bastian Benedikt Bjørn Bruno Caleb Callum Carlos Casper Cillian Clement Conrad Cormac Cyrus Damian Dario
    Declan Desmond Dieter Dmitri Dominic Eamon Eduardo Efraín Elias Emeka Emil Emmanuel Enzo Esteban Étienne
    Ezra Fabio Farid Felix Fergus Finn Florian Francisco Gabriel Gareth Georg Gideon Giovanni Graham Gunnar
    Gustavo Hamza Hannes Hassan Hector Henrik Hiroshi Hugo Ibrahim Idris Ignacio Igor Ilya Isaac Ivan Jabari
    Jacek Jamal Jasper Javier Jerome João Jonas Jorge Josef Julian Kai Karim Kazuo Kenji Kofi Konrad Kwame Lars
    László Leander Leif Leopold Liam Lionel Lorenzo Lucas Ludvig Luka Malik Marcel Mateo Matthias Maurice Mikkel
    Milan Moritz Nasir Nikolai Noah Obi Octavio Olaf Omar Orlando Oskar Osman Pablo Patrick Pavel Pedro Percival
    Quentin Rafael Rainer Ramón Rashid René Rodrigo Rohan Roland Rupert Samir Santiago Sebastian Silas Stellan
    Søren Tariq Teodor Theo Tobias Tomasz Umberto Vikram Viktor Vincent Walter Wendell Wilhelm Xavier Yannick
    Yusuf Zoltán
""")

GIVEN_NAMES = FEMALE_NAMES + MALE_NAMES

FAMILY_NAMES = words("""
    Abara Achterberg Adeyemi Aldous Almeida Amundsen Anand Arkwright Ashdown Baptiste Barlow Bassey Beaumont
    Belmonte Bergström Bhatt Blackwood Błaszczyk Bonneville Bramwell Brandt Callahan Calloway Cárdenas Carver
    Castellan Chaudhary Chevalier Coldwell Connolly Corrigan Crane Dahl Darling Delacroix Devereux Diallo
    Dimitrov Drummond Duarte Dunmore Eklund Ellery Eriksen Fairbairn Falk Farrow Fenwick Ferreira Finch Fitzroy
    Fontaine Forsberg Fujimoto Gallagher Garza Giordano Goldberg Grimaldi Grønvold Guerrero Halloran Hartwell
    Haugen Hawthorne Hayashi Herrera Hidalgo Hollis Holm Ibarra Ingram Iyer Jankowski Jensen Kaplan Kato
    Kavanagh Keller Khoury Kincaid Kowalczyk Krishnan Lachance Lagerlöf Langley Larkin Leclerc Lindqvist
    Lockhart Lombardi Lund Mackintosh Maddox Mahmoud Marchetti Markov Marlowe Mbeki McAllister Mendoza Mercer
    Merriweather Montague Moreau Mukherjee Müller Nakagawa Navarro Nguyen Nilsen Novak Núñez Obradović Okafor
    Okonkwo Oliveira Olsson Ostrowski Pacheco Paredes Park Pemberton Petrenko Pham Pickering Popescu Prescott
    Quigley Quintana Radcliffe Rahman Ramsey Ravenscroft Reinhardt Renard Ribeiro Rosenthal Rousseau Sahin
    Sandoval Santangelo Sato Schneider Seymour Shapiro Sinclair Sokolova Solberg Somerset Soto Stroud Sutherland
    Svensson Szabó Takahashi Tanaka Thackeray Thorne Tremblay Tsukuda Ueda Underhill Valdés Van-der-Meer Vance
    Varga Vasquez Villanueva Volkova Wakefield Walcott Wexford Whitlock Winterbourne Wolff Wren Yamamoto Yilmaz
    Zapata Zhao Zielińska
""")

TITLES = words("""
    Dr. Detective Captain Professor Judge Sergeant Inspector Mayor Nurse Coach Agent Chief Father Sister Mrs.
    Mr. Aunt Uncle Grandma Officer Lieutenant Chef Lady
""")
